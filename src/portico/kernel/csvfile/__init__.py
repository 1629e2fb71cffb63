"""CSV in and out: files as people have them, and cells that no spreadsheet executes."""

from .cells import plain_cell, safe_cell
from .columns import Column, Layout, MappingFile, MappingProblem, layout, read_mapping
from .reading import CsvFile, Row, Trouble, Unreadable
from .writing import csv_lines

__all__ = [
    "Column",
    "CsvFile",
    "Layout",
    "MappingFile",
    "MappingProblem",
    "Row",
    "Trouble",
    "Unreadable",
    "csv_lines",
    "layout",
    "plain_cell",
    "read_mapping",
    "safe_cell",
]
