"""Refusals about tickets and notifications."""

from growthos_ui.errors import Kind

REASONS: dict[str, tuple[Kind, str]] = {}
