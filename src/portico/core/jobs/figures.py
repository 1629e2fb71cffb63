"""Figures of the worker for Prometheus, counted where the work is done."""

from prometheus_client import Counter, Histogram

JOBS = Counter("portico_jobs_total", "Jobs that have run", ["job", "outcome"])
SECONDS = Histogram(
    "portico_job_seconds",
    "Time that a job took",
    ["queue"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)
BACKGROUND = Counter(
    "portico_background_failures_total", "Background work that failed and is tried again", ["name"]
)
DONE, RETRIED, FAILED = "done", "retried", "failed"
