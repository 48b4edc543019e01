"""Journeys: what a person does in a real browser, on the built app, through the real roles."""
