"""One cell of a table: made harmless on the way out, and itself again on the way in."""

from decimal import Decimal

STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
SHIELD = "'"

type Cell = str | int | float | Decimal | None


def safe_cell(value: object) -> Cell:
    """A value as a spreadsheet may show it; text that would start a formula gets a quote first."""
    if value is None or (isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)):
        return value
    text = str(value).replace("\0", "")
    return SHIELD + text if text.startswith(STARTS_A_FORMULA) else text


def plain_cell(text: str) -> str:
    """Undo `safe_cell`, so that an export can be read again."""
    shielded = text.startswith(SHIELD) and text[1:].startswith(STARTS_A_FORMULA)
    return text[1:] if shielded else text
