"""Annotations: short notes about a day, on every chart over time."""
