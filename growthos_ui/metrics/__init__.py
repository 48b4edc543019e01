"""The registry of figures: what each means, over which rows it is taken, and how it is worked out.

A metric is declared once, over a list. Its SQL, the rows that each of its numbers opens, and the panel
that explains it all come from that declaration, so that one word means one number on every screen.
"""
