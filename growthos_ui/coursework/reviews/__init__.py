"""Reviewing what was handed in: the queue, one version with all that its reviewer asks about, and the decision."""
