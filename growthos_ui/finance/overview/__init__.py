"""The finance overview: what is owed and what came in, of one currency, as of today or of a day before."""
