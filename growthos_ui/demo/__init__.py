"""What the demo shows: the cast, and real learners moved to today."""
