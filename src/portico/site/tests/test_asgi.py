"""Pages and streams go to the handler that suits them."""

import pytest

from portico.site.asgi import is_stream


@pytest.mark.parametrize("path", ["/portal/events/", "/staff/tickets/1/events/", "/mcp", "/mcp/x"])
def test_what_stays_open_is_a_stream(path: str) -> None:
    assert is_stream(path)


@pytest.mark.parametrize("path", ["/", "/portal/", "/portal/events", "/mcpx", "/events/1"])
def test_everything_else_is_a_page(path: str) -> None:
    assert not is_stream(path)
