"""What can be measured, and on what."""
