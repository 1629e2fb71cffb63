"""The walk through the URLconf sees every page and every API operation."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.urls.resolvers import RegexPattern
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from ninja import NinjaAPI
from tools.urls import Address, addresses

from portico.core.access.actors import Staff
from portico.core.access.pages import public


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def login(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def staff(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


staff.permission = "public"  # type: ignore[attr-defined] # as the decorators do
staff.door = Staff  # type: ignore[attr-defined]


def found(*entries: URLPattern | URLResolver) -> list[Address]:
    return addresses(URLResolver(RegexPattern(r"^/"), list(entries)))


def test_a_page_tells_its_methods_and_who_may_open_it() -> None:
    [address] = found(path("login/", never_cache(require_POST(public(login))), name="login"))

    assert (address.path, address.methods, address.name) == ("/login/", ("POST",), "login")
    assert (address.permission, address.door) == ("public", "")


@pytest.mark.parametrize(
    ("view", "methods"),
    [
        (page, ()),
        (require_GET(page), ("GET",)),
        (require_http_methods(["GET", "POST"])(page), ("GET", "POST")),
    ],
)
def test_methods_are_those_that_the_page_allows(view: object, methods: tuple[str, ...]) -> None:
    assert found(path("a/", view))[0].methods == methods  # type: ignore[call-overload] # any view


def test_a_page_for_everybody_who_is_signed_in_says_so() -> None:
    assert found(path("a/", staff))[0].permission == "signed in"
    assert found(path("a/", staff))[0].door == "staff"


def test_a_page_that_says_nothing_names_nothing() -> None:
    assert found(path("a/", page))[0].permission == ""


def test_names_carry_their_spaces() -> None:
    inner = include(([path("b/", page, name="list")], "tickets"))

    [address] = found(path("a/", include(([path("t/", inner)], "staff"))))

    assert (address.path, address.name) == ("/a/t/b/", "staff:tickets:list")


def test_each_operation_of_the_api_is_an_address() -> None:
    api = NinjaAPI(urls_namespace="walked", docs_url=None, openapi_url=None)

    @api.get("/things")
    @public
    def things(request: HttpRequest, /) -> HttpResponse:
        return HttpResponse()

    @api.post("/things")
    def add(request: HttpRequest) -> str:
        return ""

    listed = {
        (it.path, it.methods, it.permission, it.name)
        for it in found(path("v1/", api.urls))
        if it.door == "api"
    }

    assert listed == {
        ("/v1/things", ("GET",), "public", "walked:things"),
        ("/v1/things", ("POST",), "", "walked:add"),
    }


def test_a_pattern_is_told_as_an_address() -> None:
    [address] = found(re_path(r"^brand/(?P<file_hash>[0-9a-f]{64})\.css$", page))

    assert address.path == "/brand/<file_hash>.css"
