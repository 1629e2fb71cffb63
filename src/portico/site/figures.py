"""Figures for Prometheus: requests, as the process that is asked has counted them."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("portico_requests_total", "Requests answered", ["door", "method", "status"])
SECONDS = Histogram(
    "portico_request_seconds",
    "Time to answer a request",
    ["door"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
DOORS = ("portal", "staff", "api", "static", "brand")


def door_of(path: str) -> str:
    """A few fixed words, so that nobody can make up figures by asking for odd addresses."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in DOORS else "other"
