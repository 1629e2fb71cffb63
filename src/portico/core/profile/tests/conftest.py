"""One MSP with its owner in a browser; no scope is open, as before a request."""

import pytest
from django.test import Client

from portico.core.identity.tests.msps import an_msp, the_owner
from portico.core.tenants.models import Tenant


@pytest.fixture
def tenant(db: None) -> Tenant:
    return an_msp()


@pytest.fixture
def owner(tenant: Tenant) -> Client:
    return the_owner(tenant)
