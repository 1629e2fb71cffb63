"""`make bench`: how fast Portico is with the data of a real MSP, and what it costs."""
