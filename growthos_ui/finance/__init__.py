"""What learners owe, by when, and what came in: bills, their parts, the ledger; access that hangs on it is learning's."""
