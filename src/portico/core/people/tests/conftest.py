"""One MSP whose scope is open."""

from portico.core.tenants.tests.fixtures import opened_tenant as tenant

__all__ = ["tenant"]
