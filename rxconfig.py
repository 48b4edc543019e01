"""Reflex starts here. The environment that its build and its server need is set in growthos_ui/front.py and serve.py."""

import os

import reflex as rx

from growthos_ui.settings import allowed_origins

_ORIGIN = os.environ.get("PUBLIC_URL", "http://localhost:8321").rstrip("/")

config = rx.Config(
    app_name="growthos_ui",
    api_url=_ORIGIN,
    deploy_url=_ORIGIN,
    cors_allowed_origins=allowed_origins(_ORIGIN),
    state_manager_mode="redis" if os.environ.get("REFLEX_REDIS_URL") else "memory",
    trusted_proxy_hops=int(os.environ.get("TRUSTED_PROXY_HOPS", "0")),
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
