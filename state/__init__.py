"""What a browser tab remembers, and the events that change it."""
