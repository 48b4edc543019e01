"""The same law on other servers: Debian's PostgreSQL, a database prepared like Supabase, a pooler in between."""
