"""What people call the part of the product that a permission belongs to."""

from django.apps import apps

from portico.core.access.permissions import Permission


def area_of(permission: Permission) -> str:
    return str(apps.get_app_config(permission.code.split(".")[0]).verbose_name)
