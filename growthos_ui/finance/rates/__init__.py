"""Collection rates: of what fell due how much came and how much of it in time, whoever it is divided by."""
