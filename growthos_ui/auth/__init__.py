"""The words of identity: who is asking and what they may ask. Knows no database and no screen."""
