"""A change in the database and what open screens do about it."""
