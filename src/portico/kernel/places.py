"""In which country an internet address is used, by a table that the operator may install.

The table is a CSV file of ranges in ascending order: first address, last address, and somewhere
after them the country in two letters, as several registries and publishers offer it. It is read
where it lies by bisection, so that a table of any size costs no memory.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import BinaryIO

LONGEST_LINE = 1024
COUNTRY = 2

type Address = IPv4Address | IPv6Address


def country_of(ip: str, table: Path | None) -> str:
    """Two letters in capitals; empty where there is no table or it does not know."""
    try:
        wanted = ip_address(ip)
    except ValueError:
        return ""
    if table is None or not table.is_file():
        return ""
    with table.open("rb") as file:
        low, high = 0, file.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            start, line = _line_from(file, middle)
            found = _read(line)
            if found is None or _key(found[0]) > _key(wanted):
                high = middle
            elif _key(found[1]) >= _key(wanted):
                return found[2]
            else:
                low = start + len(line)
    return ""


def _line_from(file: BinaryIO, position: int) -> tuple[int, bytes]:
    """The line that contains this byte, with its beginning."""
    begin = max(0, position - LONGEST_LINE)
    file.seek(begin)
    before = file.read(position - begin)
    start = begin + before.rfind(b"\n") + 1
    file.seek(start)
    return start, file.readline(LONGEST_LINE)


def _read(line: bytes) -> tuple[Address, Address, str] | None:
    cells = [cell.strip(' "\r\n') for cell in line.decode("utf-8", "replace").split(",")]
    if len(cells) <= COUNTRY:
        return None
    try:
        first, last = ip_address(cells[0]), ip_address(cells[1])
    except ValueError:
        return None
    codes = (cell for cell in cells[2:] if len(cell) == COUNTRY and cell.isalpha())
    return first, last, next((code for code in codes if code.isupper()), "")


def _key(address: Address) -> tuple[int, int]:
    """IPv4 before IPv6, as such tables have it."""
    return address.version, int(address)
