"""Adding and changing companies, sites, contacts and colleagues."""
