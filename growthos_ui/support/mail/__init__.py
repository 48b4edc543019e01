"""Mails to learners: their words, the server that takes them, and the sender that empties the outbox."""
