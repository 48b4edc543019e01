"""Oversight: the screens, and the functions behind them."""
