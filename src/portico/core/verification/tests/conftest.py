"""One MSP whose scope is open, for tests of rules and actions."""

from portico.core.tenants.tests.fixtures import opened_tenant as tenant

__all__ = ["tenant"]
