"""How an organisation presents and sets itself, and what it has switched on; people and money are elsewhere."""
