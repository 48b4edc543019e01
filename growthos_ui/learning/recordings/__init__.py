"""How recordings are watched and rated, together."""
