"""Every page that links lead to: no barrier, nothing too wide, nothing blocked, no stranger."""

import pytest

from .conftest import Door, Visitor
from .crawl import AXE, Findings, walk
from .demo import Demo

pytestmark = [
    pytest.mark.alone,
    pytest.mark.browser,
    pytest.mark.skipif(
        not AXE.exists(),
        reason="not run here: accessibility of every page: axe-core is not installed (npm ci)",
    ),
]
CLIENTS = {
    "northbeam": "maya@harborfinch.example",
    "sonnberg": "martina.moser@moser-maschinenbau.example",
}


def _nothing_is_wrong(found: Findings, *, at_least: int) -> None:
    assert len(found.seen) >= at_least, found.seen
    assert [*found.axe, *found.wide, *found.console, *found.strangers] == []


@pytest.mark.parametrize("msp", CLIENTS)
def test_the_portal_has_no_barriers(demo: Demo, client: Door, msp: str) -> None:
    found = Findings()
    starts = [demo.url(path, msp=msp) for path in ("/portal/", "/portal/tickets/new/")]
    walk(client(CLIENTS[msp], msp=msp), starts, found)
    _nothing_is_wrong(found, at_least=6)


def test_the_desk_has_no_barriers(demo: Demo, colleague: Door) -> None:
    found = Findings()
    walk(colleague("amelia@northbeam.example"), [demo.url("/staff/")], found)
    _nothing_is_wrong(found, at_least=35)


@pytest.mark.parametrize("msp", CLIENTS)
def test_pages_for_anybody_have_no_barriers(demo: Demo, visitor: Visitor, msp: str) -> None:
    found = Findings()
    paths = ("/portal/login/", "/staff/login/", "/staff/login/forgotten/", "/dev/ui", "/nowhere")
    walk(visitor(), [demo.url(path, msp=msp) for path in paths], found)
    _nothing_is_wrong(found, at_least=5)
