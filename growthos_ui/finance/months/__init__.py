"""The books month by month: closed, so that what was told of a month stays told, and opened again by a second person."""
