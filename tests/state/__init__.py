"""What a tab remembers, where no screen of its own shows it."""
