"""Who may do what to which rows: made by trying."""
