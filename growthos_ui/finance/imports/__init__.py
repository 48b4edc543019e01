"""Files of bills and payments: read, held against the ledger, and brought in whole or not at all."""
