"""Batch against batch, each counted from its own start."""
