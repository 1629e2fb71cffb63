"""One MSP whose scope is open, a mail server to send to, and a clock to turn."""

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from portico.core.tenants.tests.fixtures import opened_tenant as tenant
from portico.kernel.tests.post_office import PostOffice, post_office

__all__ = ["tenant"]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as found:
        yield found


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=True) as found:
        yield found
