"""Making links, letting people join, deciding, and looking after what has ended."""
