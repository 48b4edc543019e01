"""Who is to be called about money: promises to pay, the log of contacts, pauses of reminders."""
