"""The words of the command `portico`, one module each; see `cli.py`."""
