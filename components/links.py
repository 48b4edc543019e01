"""Links and forms of the browser's own kind: a link moves within the app, a form is really posted."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML


class Link(rx.Component):
    """React Router's link: an `<a href>` that opens a page of this app without loading it anew.

    Give it `to` (an address or a Var), children and `class_name`; other attributes by `custom_attrs`.
    """

    library = "react-router"
    tag = "Link"

    to: rx.Var[str]


class FileLink(BaseHTML):
    """An `<a href>` to one of our own HTTP routes. Reflex's own anchor would look for a page of the app there."""

    tag = "a"

    href: rx.Var[str]
    download: rx.Var[bool]


class DoorLink(BaseHTML):
    """An `<a href>` to a page that the server draws outside the app: under /auth/."""

    tag = "a"

    href: rx.Var[str]


class PostForm(BaseHTML):
    """A form that the browser submits by itself. Reflex's own forms always prevent that."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


def link(*children: Any, to: str | rx.Var, **props: Any) -> rx.Component:
    """Draw a link to a page of this app."""
    return Link.create(*children, to=to, **props)


def file_link(*children: Any, href: str | rx.Var, **props: Any) -> rx.Component:
    """Draw a link that downloads a file from one of our own HTTP routes."""
    return FileLink.create(*children, href=href, download=True, **props)


def door_link(*children: Any, href: str, **props: Any) -> rx.Component:
    """Draw a link to a page under /auth/, which is loaded anew."""
    return DoorLink.create(*children, href=href, **props)


def outer_link(*children: Any, href: str | rx.Var, **props: Any) -> rx.Component:
    """Draw a link that leaves the app: to a number, an address of mail, or a chat in a window of its own."""
    attributes = {"target": "_blank", "rel": "noopener noreferrer"}
    return DoorLink.create(*children, href=href, class_name="link", custom_attrs=attributes, **props)


def post_form(*children: Any, action: str, **props: Any) -> rx.Component:
    """Draw a form that is posted to one of our own HTTP routes."""
    return PostForm.create(*children, action=action, method="post", **props)
