"""Sessions at both doors: whose they are, how long they last, and what they cost."""

import pytest

from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant() -> Tenant:
    return a_tenant()
