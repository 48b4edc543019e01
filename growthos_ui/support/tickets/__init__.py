"""What learners ask for help with: the desk, one ticket with what was said on it, and what is done about it."""
