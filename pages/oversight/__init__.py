"""Who did what, who is here, and whether all is as it should be."""
