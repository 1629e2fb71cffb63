"""Read a directory at Microsoft Graph, with an application's own sign-in; for jobs only.

Everything is read before anything is believed: a page that is missing means that nothing changes.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from portico.core.tenants.vault import open_text
from portico.kernel.outbound import Unreachable, fetch

from .models import GraphSource
from .rules_graph import Group, Reading, Unreadable, facts_of

FIELDS = (
    "id,userPrincipalName,mail,displayName,givenName,surname,jobTitle,businessPhones,mobilePhone,"
    "accountEnabled,preferredLanguage,companyName,userType"
)
MOST = 8_000_000  # bytes of one page
MOST_PAGES = 500
SECONDS = 30.0


class Reader:
    """One reading; made inside a transaction, used outside of it."""

    def __init__(self, source: GraphSource) -> None:
        self.directory, self.groups = source.directory, list(source.groups)
        self.form = {
            "grant_type": "client_credentials",
            "client_id": source.client,
            "client_secret": open_text(source, "secret", source.secret),
            "scope": f"{settings.MICROSOFT_GRAPH_URL}/.default",
        }
        self.token = ""

    def read(self) -> Reading:
        """Raises `Unreadable` with the reason."""
        self.token = self._sign_in()
        groups = [self._group(one) for one in self.groups]
        everybody = self._all(f"users?{urlencode({'$select': FIELDS, '$top': 999})}")
        people = {str(one.get("id")): facts_of(one) for one in everybody if _is_one_of_us(one)}
        if groups:
            inside = frozenset().union(*(one.members for one in groups))
            people = {key: facts for key, facts in people.items() if key in inside}
        return Reading({key: one for key, one in people.items() if one.user_name}, groups)

    def _sign_in(self) -> str:
        place = quote(self.directory, safe="")
        url = f"{settings.MICROSOFT_SIGN_IN_URL}/{place}/oauth2/v2.0/token"
        status, said = _ask(url, data=self.form)
        token = said.get("access_token")
        if status != 200 or not isinstance(token, str) or not token.isascii():
            raise Unreadable("sign_in" if 400 <= status < 500 else "away")
        return token

    def _group(self, group_id: str) -> Group:
        place = f"groups/{quote(group_id, safe='')}"
        about = self._get(f"{settings.MICROSOFT_GRAPH_URL}/v1.0/{place}?%24select=id,displayName")
        inside = self._all(
            f"{place}/transitiveMembers/microsoft.graph.user?%24select=id&%24top=999"
        )
        members = frozenset(str(one.get("id")) for one in inside)
        return Group(group_id, str(about.get("displayName") or group_id)[:254], members)

    def _all(self, path: str) -> Iterator[dict[str, Any]]:  # Any: JSON
        """Every page of a list; the next one has to be at the same place."""
        url = f"{settings.MICROSOFT_GRAPH_URL}/v1.0/{path}"
        for _page in range(MOST_PAGES):
            said = self._get(url)
            rows = said.get("value")
            if not isinstance(rows, list):
                raise Unreadable("broken")
            yield from (one for one in rows if isinstance(one, dict))
            if (following := said.get("@odata.nextLink")) is None:
                return
            url = str(following)
            if not url.startswith(f"{settings.MICROSOFT_GRAPH_URL}/"):
                raise Unreadable("broken")
        raise Unreadable("too_large")

    def _get(self, url: str) -> dict[str, Any]:  # Any: JSON
        status, said = _ask(url, headers={"Authorization": f"Bearer {self.token}"})
        if status != 200:
            why = {401: "sign_in", 403: "rights", 404: "no_group"}.get(status, "away")
            raise Unreadable(why)
        return said


def _ask(url: str, **more: Any) -> tuple[int, dict[str, Any]]:  # Any: a form or headers; JSON
    headers = {"Accept": "application/json", **more.pop("headers", {})}
    try:
        answer = fetch(url, headers=headers, seconds=SECONDS, most=MOST, **more)
    except Unreachable as problem:
        raise Unreadable("away") from problem
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = {}
    return answer.status, said if isinstance(said, dict) else {}


def _is_one_of_us(row: dict[str, Any]) -> bool:  # Any: JSON
    """Guests of a directory work elsewhere."""
    return bool(row.get("id")) and row.get("userType", "Member") != "Guest"
