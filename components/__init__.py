"""How things look: each part draws what it is given."""
