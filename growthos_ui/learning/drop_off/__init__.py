"""Where learners stop, and since when."""
