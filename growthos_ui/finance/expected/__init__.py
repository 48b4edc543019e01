"""Expected cash: what falls due, what was promised, and what usually comes of what is owed; three lines that are never added up."""
