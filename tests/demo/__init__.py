"""The demo: its data, its figures, its days."""
