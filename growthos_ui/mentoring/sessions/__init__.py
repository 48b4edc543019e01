"""Live sessions: when they are, for whom, and who came."""
