"""Addresses that are loaded when one of them is asked for, not when the process starts."""

from typing import Any

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class Later(URLResolver):
    """Like `path(route, include(module))` with a namespace.

    Django looks through all addresses when the first one is reversed. Those of another namespace
    it does not need to know for that, so they wait until somebody asks for one of them.
    """

    _is_wanted = False

    def __init__(self, route: str, module: str, *, namespace: str) -> None:
        super().__init__(RoutePattern(route), module, {}, namespace, namespace)

    def _populate(self) -> None:
        if self._is_wanted:
            super()._populate()

    @property
    def reverse_dict(self) -> Any:
        self._is_wanted = True
        return super().reverse_dict

    @property
    def namespace_dict(self) -> Any:
        self._is_wanted = True
        return super().namespace_dict

    @property
    def app_dict(self) -> Any:
        self._is_wanted = True
        return super().app_dict
