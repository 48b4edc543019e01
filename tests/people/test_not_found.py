"""Any other address: a page of ours, under the same frame, for everybody who is signed in."""

from __future__ import annotations

from components.navigation import SCREENS, listed
from growthos_ui.auth.permissions import Permission, Role
from growthos_ui.auth.powers import ROLE_PERMISSIONS
from growthos_ui.growthos_ui import app


def test_it_is_the_page_of_every_unknown_address_and_on_no_menu():
    (missing,) = [each for each in SCREENS if each.route == "404"]
    assert missing not in listed()
    assert "404" in app._unevaluated_pages


def test_everybody_who_may_sign_in_may_be_told_that_there_is_no_such_page():
    (missing,) = [each for each in SCREENS if each.route == "404"]
    assert missing.needs is Permission.PEOPLE_HOME_READ
    assert all(missing.needs in held for role, held in ROLE_PERMISSIONS.items() if role is not Role.STUDENT)
