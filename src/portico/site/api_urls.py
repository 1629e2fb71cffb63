"""The addresses below /api/v1/, loaded when the first of them is asked for.

What the API stands on takes 15 MB in each process, and many an MSP never calls it.
"""

from .api import collect

urlpatterns = collect().urls[0]
