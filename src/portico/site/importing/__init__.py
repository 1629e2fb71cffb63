"""`portico import`: files of other products become companies, contacts and tickets here."""
