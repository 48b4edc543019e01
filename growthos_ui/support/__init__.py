"""What people are told and ask: notifications."""
