"""The commands, one module each; every one imports what it needs only when it runs."""
