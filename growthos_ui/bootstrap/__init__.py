"""From a bare Python to a standing environment; standard library only."""
