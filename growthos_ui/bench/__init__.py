"""Measurements that anybody can repeat: ratios and plans of one run, never a promise in a test."""

from growthos_ui.bench.by_hand import compare
from growthos_ui.bench.queries import run_queries

__all__ = ["compare", "run_queries"]
