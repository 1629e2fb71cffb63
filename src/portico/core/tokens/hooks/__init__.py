"""What tokens announce to other parts."""
