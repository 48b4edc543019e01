"""The doors: the two commands, the embedded server, the settings, and how everything ends."""
