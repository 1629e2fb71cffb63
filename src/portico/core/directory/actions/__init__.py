"""What the directory's pages do beyond the actions of people and roles."""
