"""What is done to know who somebody is."""
