"""What the words of other products mean here: statuses, priorities, kinds, ways in."""

import re
from functools import lru_cache

from ..models import Category, Kind, Priority, Source

type Meaning = tuple[Category, str]

STATUSES: tuple[tuple[str, Meaning], ...] = (
    (r"spam|junk", (Category.CLOSED, "spam")),
    (r"merged|zusammengef", (Category.CLOSED, "merged")),
    (
        r"cancel|abgebrochen|storniert|withdrawn|rejected|deleted|archived",
        (Category.CLOSED, "cancelled"),
    ),
    (r"not (resolved|solved|fixed)|re-?opened|wieder ?geöffnet", (Category.OPEN, "open")),
    (
        (
            r"pending close|awaiting confirm|client confirm|resolved|solved|fixed|gelöst|behoben"
            r"|erledigt"
        ),
        (Category.RESOLVED, ""),
    ),
    (
        r"closed|complete|done|finished|geschlossen|abgeschlossen|invoiced|billed",
        (Category.CLOSED, ""),
    ),
    (r"schedul|geplant|appointment|termin|dispatched", (Category.PAUSED, "scheduled")),
    (
        r"vendor|supplier|third.?party|3rd|parts|lieferant|hersteller|rma|order",
        (Category.PAUSED, "waiting_vendor"),
    ),
    (
        r"(client|customer|user|requester|contact|kunde\w*) (respon|repl|updated|answered)",
        (Category.OPEN, "open"),
    ),
    (
        (
            r"(wait|await|pending|need|feedback|warte).*"
            r"(client|customer|user|requester|contact|info|reply|response|kund|rückmeldung)"
        ),
        (Category.PAUSED, "waiting_customer"),
    ),
    (
        r"hold|pending|waiting|paused|deferred|wartet|zurückgestellt|suspended|reminder",
        (Category.PAUSED, "on_hold"),
    ),
    (r"\bnew\b|\bneu\b|unassigned|received|submitted|created", (Category.NEW, "new")),
    (
        r"in progress|in bearbeitung|working|work in|started|active|engineer",
        (Category.OPEN, "in_progress"),
    ),
    (
        r"assigned|open|offen|acknowledged|responded|answered|triage|escalat|enroute|on.?site",
        (Category.OPEN, "open"),
    ),
)
PRIORITIES = (
    (
        r"critical|emergency|urgent|highest|blocker|kritisch|dringend|notfall|very high",
        Priority.CRITICAL,
    ),
    (r"high|hoch|important|major|wichtig", Priority.HIGH),
    (r"low|niedrig|minor|trivial|planning|whenever|lowest|gering", Priority.LOW),
    (r"normal|medium|mittel|standard|average|moderate|default", Priority.NORMAL),
)
KINDS = (
    (r"alert|monitor|alarm", Kind.ALERT),
    (r"question|frage|how.?to|inquiry|enquiry|feedback", Kind.QUESTION),
    (
        r"request|anfrage|anforderung|onboard|new (user|employee)|order|bestellung",
        Kind.SERVICE_REQUEST,
    ),
    (r"problem", Kind.PROBLEM),
    (r"change|änderung", Kind.CHANGE),
)
SOURCES = (
    (r"e-?mail|smtp|connector", Source.EMAIL),
    (r"phone|call|telefon|voice", Source.PHONE),
    (r"chat|telegram|whatsapp|sms|facebook|twitter|teams|slack", Source.CHAT),
    (r"monitor|alert|rmm|automate|agent", Source.MONITOR),
    (r"walk|person|desk|vor ort", Source.WALK_IN),
    (r"web|portal|form|online|customer", Source.PORTAL),
)


@lru_cache(maxsize=1000)
def meaning_of(status: str) -> Meaning | None:
    """Category and preset key that stand for a foreign status, or None for an unknown word."""
    return _first(STATUSES, status)


@lru_cache(maxsize=1000)
def priority_of(words: str) -> Priority | None:
    """By its words (“2 normal”), else by its number from 1 (most urgent) on."""
    if found := _first(PRIORITIES, words):
        return found
    digits = re.search(r"\d+", words)
    if digits and 1 <= (rank := int(digits.group()[:3])) <= 9:
        return Priority(min(rank, Priority.LOW))
    return None


@lru_cache(maxsize=1000)
def kind_of(words: str) -> Kind:
    """What was asked for; a fault where nothing else is said."""
    return _first(KINDS, words) or Kind.INCIDENT


@lru_cache(maxsize=1000)
def source_of(words: str) -> Source:
    """How it came in, there."""
    return _first(SOURCES, words) or Source.API


def _first[T](rules: tuple[tuple[str, T], ...], words: str) -> T | None:
    words = words.casefold()
    return next((meaning for pattern, meaning in rules if re.search(pattern, words)), None)
