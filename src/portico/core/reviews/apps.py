"""Who still needs access: reviews by the client's own admin, and how much the portal is used."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Reviews(Context):
    """ReviewPolicy, AccessReview, ReviewLine, ReviewEvidence, AdoptionFigure, AdoptionTotal."""

    name = "portico.core.reviews"
    verbose_name = _("Access reviews")
