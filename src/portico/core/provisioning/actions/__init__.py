"""What directories do here, and what people set up for them."""
