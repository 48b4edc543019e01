"""Signing in and out: the sign-ins that live in the database, the throttle, and the pages drawn outside Reflex."""
