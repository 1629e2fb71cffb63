"""How much one may write, through whichever door."""

LONGEST_SUBJECT = 200
LONGEST_BODY = 20_000
