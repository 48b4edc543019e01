"""What learners hand in and what is decided about it; watching videos belongs to learning."""
