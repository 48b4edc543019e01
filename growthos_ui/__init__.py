"""Growth OS: the dashboard, the domain behind it and the database under both."""
