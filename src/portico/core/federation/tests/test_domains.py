"""A domain is proved by what a name server says, asked for real, and by nothing else."""

from typing import Any

import dns.message
import dns.rcode
import pytest

from portico.core.access.actors import System
from portico.core.federation.actions.domains import add_domain
from portico.core.federation.jobs import check_domain
from portico.core.federation.models import VerifiedDomain
from portico.core.federation.rules.domains import record_name, record_value
from portico.core.people.tests.factories import a_company
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import context, scope, staff_scope
from portico.kernel.tests.name_server import answer, name_server

pytestmark = [pytest.mark.spec("S2.8.2a", "S0.3.1"), pytest.mark.django_db]
State = VerifiedDomain.State


def test_the_record_proves_the_domain_and_nothing_else_does(settings: Any) -> None:
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        row = add_domain(System("tests"), a_company(), domain="client.example")
    name = f"{record_name(row.domain)}."
    records: list[str] = []

    def says(asked: dns.message.Message) -> dns.message.Message:
        said = answer(asked, *records)
        said.set_rcode(dns.rcode.NOERROR if records else dns.rcode.NXDOMAIN)
        return said

    def looked() -> tuple[str, str]:
        with context(staff_scope(tenant.id)):
            check_domain(domain=str(row.pk))
        with scope(staff_scope(tenant.id)):
            found = VerifiedDomain.objects.get(pk=row.pk)
            return found.state, found.problem

    with name_server(says) as there:
        settings.DNS_SERVERS = (there,)
        assert looked() == (State.PENDING, "missing")
        records.append(f'{name} TXT "{record_value("of somebody else")}"')
        assert looked() == (State.PENDING, "different")
        records.append(f'{name} TXT "{record_value(row.proof)}"')
        assert looked() == (State.VERIFIED, "")
