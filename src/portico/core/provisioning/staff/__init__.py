"""Where staff connect a directory of a client."""
