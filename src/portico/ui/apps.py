"""The design system."""

from portico.kernel.context import Context


class Ui(Context):
    """Shells, components, styles and scripts; knows nothing of tenants or tickets."""

    name = "portico.ui"
