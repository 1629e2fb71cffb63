"""Asking the index, and what people and companies can be found by."""

from .index import Group, found, index_language, missing, outdated, results
from .people import (
    COMPANY,
    CONTACT,
    INDEXER,
    companies,
    company_documents,
    contact_documents,
    contacts,
)

__all__ = [
    "COMPANY",
    "CONTACT",
    "INDEXER",
    "Group",
    "companies",
    "company_documents",
    "contact_documents",
    "contacts",
    "found",
    "index_language",
    "missing",
    "outdated",
    "results",
]
