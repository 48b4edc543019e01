"""How any list works: declared once, and read by the screen, the query, the address and the file."""
