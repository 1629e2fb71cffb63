"""Coming in, going out, and looking after how people do."""
