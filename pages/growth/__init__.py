"""How the organisation has set its rules, and what it has switched on."""
