"""A foreign tester of SCIM servers finds nothing wrong with ours."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client

from .factories import Directory


def as_wsgi(directory: Directory) -> Callable[..., Iterable[bytes]]:
    """Our pages as a WSGI application that tests may call inside their transaction."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        headers = {
            name.removeprefix("HTTP_").replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        url = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}".rstrip("?")
        response = Client(HTTP_HOST=directory.host).generic(
            environ["REQUEST_METHOD"],
            url,
            environ["wsgi.input"].read(),
            content_type=environ.get("CONTENT_TYPE", ""),
            headers=headers | {"Host": directory.host},
        )
        start_response(f"{response.status_code} X", list(response.items()))
        return [response.content]

    return application


@pytest.mark.spec("S2.8.2b")
def test_a_foreign_tester_finds_nothing_wrong(entra: Directory) -> None:
    from scim2_client.engines.wsgi import WSGISCIMClient  # noqa: PLC0415  skipped without it
    from scim2_tester import Status, check_server  # noqa: PLC0415

    client = WSGISCIMClient(
        as_wsgi(entra),
        base_url=f"http://{entra.host}/scim/v2/{entra.connection.pk}",
        headers={"Authorization": f"Bearer {entra.secret}"},
    )

    results = check_server(client)

    wrong = [
        f"{one.title}: {one.reason}"
        for one in results
        if one.status not in {Status.SUCCESS, Status.SKIPPED, Status.ACCEPTABLE}
    ]
    assert wrong == [], "\n".join(wrong)
    assert sum(one.status == Status.SUCCESS for one in results) > 60
