"""The whole demo world, the same for the same day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from .clock import Story
from .people import TENANTS, tenant, written
from .shapes import DemoTenant


def world(today: datetime) -> list[DemoTenant]:
    """Both MSPs as they look at `today`, an aware moment."""
    return [_tenant(key, today) for key in TENANTS]


def _tenant(key: str, today: datetime) -> DemoTenant:
    return tenant(key, Story(today, ZoneInfo(written(f"{key}/tenant.toml")["zone"])))
