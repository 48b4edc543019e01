"""The machine behind every list, on a small list of its own."""
