"""Where sealed files are kept, as the operator decided: below PORTICO_HOME, or in a bucket."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from portico.kernel.stores import DiskStore, Store

DISK = "disk"


def storage() -> Store:
    if settings.FILES_PLACE == DISK:
        return DiskStore(Path(settings.FILES_FOLDER))
    return _bucket(settings.FILES_PLACE, *settings.FILES_S3)


@lru_cache(maxsize=2)
def _bucket(place: str, endpoint: str, region: str, access_key: str, secret_key: str) -> Store:
    from portico.kernel.s3 import S3Store  # noqa: PLC0415  its library comes with the extra `s3`

    return S3Store.connect(
        place, endpoint=endpoint, region=region, access_key=access_key, secret_key=secret_key
    )
