"""The same MSP that the pages of settings are tried with."""

from portico.core.settings.tests.conftest import keys, opened, owner, tenant

__all__ = ["keys", "opened", "owner", "tenant"]
