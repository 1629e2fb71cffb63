"""Lines of the log in the shapes that other systems read: OCSF and CEF.

OCSF 1.3, https://schema.ocsf.io/1.3.0: every class has a `class_uid`, each of its activities a
`type_uid` of ``class_uid * 100 + activity_id``; times are milliseconds since 1970. CEF is the
Common Event Format of ArcSight, version 0: seven fields between bars, then key=value pairs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

OCSF = "1.3.0"
PRODUCT = {"name": "Portico", "vendor_name": "Portico"}
IAM, APPLICATION = 3, 6
AUTHENTICATION, USER_ACCESS, ENTITY, WEB_RESOURCE = 3002, 3005, 3004, 6001
OTHER = 99
LOW, MEDIUM = 2, 3  # severities; 1 is informational
FAILURE, SUCCESS = 2, 1

# Event → class and activity; whatever is not here is a change of an entity.
ACTIVITIES = {
    "identity.login": (AUTHENTICATION, 1),
    "identity.failed_login": (AUTHENTICATION, 1),
    "identity.rate_limited": (AUTHENTICATION, 1),
    "identity.logout": (AUTHENTICATION, 2),
    "identity.session_revoked": (AUTHENTICATION, 2),
    "roles.granted": (USER_ACCESS, 1),
    "roles.access_opened": (USER_ACCESS, 1),
    "roles.revoked": (USER_ACCESS, 2),
    "roles.access_closed": (USER_ACCESS, 2),
}
ENDINGS = (  # how names of events end → activity of an entity
    (("_added", ".added", "created", "opened", "installed", "uploaded", "imported"), 1),
    (("_deleted", ".deleted", "removed", "forgotten"), 4),
    (("changed", "renamed", "edited", "moved", "assigned"), 3),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A line without rows: what leaves the house."""

    id: str
    at: datetime
    name: str
    words: str
    actor_kind: str
    actor_id: str
    actor: str
    behind_id: str = ""
    behind: str = ""
    company_id: str = ""
    company: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    subject: str = ""
    ip: str = ""
    user_agent: str = ""
    security: bool = False
    financial: bool = False
    reads: bool = False
    refused: bool = False
    seal: str = ""
    data: dict[str, Any]  # Any: as the journal keeps it


def activity(line: Plain) -> tuple[int, int]:
    """OCSF class and activity of a line."""
    if line.reads:
        return WEB_RESOURCE, 2
    known = ACTIVITIES.get(line.name)
    return known or (ENTITY, next((n for ends, n in ENDINGS if line.name.endswith(ends)), OTHER))


def as_ocsf(line: Plain) -> dict[str, Any]:
    """One OCSF event."""
    class_uid, activity_id = activity(line)
    found: dict[str, Any] = {
        "activity_id": activity_id,
        "activity_name": line.words,
        "category_uid": class_uid // 1000,
        "class_uid": class_uid,
        "type_uid": class_uid * 100 + activity_id,
        "severity_id": _severity(line),
        "status_id": FAILURE if line.refused else SUCCESS,
        "time": int(line.at.timestamp() * 1000),
        "message": line.words,
        "metadata": {
            "version": OCSF,
            "product": PRODUCT,
            "uid": line.id,
            "event_code": line.name,
            **({"labels": labels} if (labels := _labels(line)) else {}),
        },
        "actor": {"user": _user(line)},
        "unmapped": {"data": line.data, "company": line.company, "seal": line.seal},
    }
    if line.ip:
        found["src_endpoint"] = {"ip": line.ip}
    if line.user_agent:
        found["http_request"] = {"user_agent": line.user_agent}
    return found | _concerned(line, class_uid)


def _concerned(line: Plain, class_uid: int) -> dict[str, Any]:
    """Whom or what it happened to, where the class wants it."""
    thing = {"uid": line.subject_id, "name": line.subject, "type": line.subject_kind}
    match class_uid:
        case 3002:
            return {"user": _user(line)}
        case 3005:
            return {"user": {"uid": line.subject_id, "name": line.subject}, "privileges": []}
        case 6001:
            return {"web_resources": [thing]}
        case _:
            return {"entity": thing}


def _user(line: Plain) -> dict[str, Any]:
    """Who acted; while somebody views as another, the one behind is the user."""
    if line.behind:
        return {"uid": line.behind_id, "name": line.behind, "type": f"staff as {line.actor}"}
    return {"uid": line.actor_id, "name": line.actor, "type": line.actor_kind}


def _severity(line: Plain) -> int:
    if line.refused:
        return MEDIUM
    return LOW if line.security or line.financial else 1


def _labels(line: Plain) -> list[str]:
    marks = {"security": line.security, "financial": line.financial, "viewed_as": bool(line.behind)}
    return [name for name, on in marks.items() if on]


def as_cef(line: Plain) -> str:
    """One CEF line, without the syslog header that a forwarder adds."""
    severity = {1: 1, LOW: 4, MEDIUM: 7}[_severity(line)]
    head = ("CEF:0", "Portico", "Portico", "1", line.name, line.words, str(severity))
    pairs = {
        "rt": str(int(line.at.timestamp() * 1000)),
        "externalId": line.id,
        "suid": line.behind_id or line.actor_id,
        "suser": line.behind or line.actor,
        "src": line.ip,
        "requestClientApplication": line.user_agent,
        "duid": line.subject_id,
        "duser": line.subject,
        "cs1Label": "company" if line.company else "",
        "cs1": line.company,
        "outcome": "failure" if line.refused else "success",
    }
    written = " ".join(f"{key}={_value(value)}" for key, value in pairs.items() if value)
    return "|".join([head[0], *(_header(part) for part in head[1:]), written])


def _header(text: str) -> str:
    return _flat(text).replace("\\", "\\\\").replace("|", "\\|")


def _value(text: str) -> str:
    return _flat(text).replace("\\", "\\\\").replace("=", "\\=")


def _flat(text: str) -> str:
    """One line: what a person typed cannot begin another event."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
