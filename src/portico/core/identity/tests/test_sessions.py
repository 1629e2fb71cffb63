"""Sessions at both doors: whose they are, how long they last, and what they cost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portico.core.people.models import Contact
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import signed_in_client, signed_in_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant() -> Tenant:
    return a_tenant()


