"""What was done and how it went: audit, activity and measured performance; it never changes what it records."""
