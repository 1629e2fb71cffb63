"""A canary for each party and column: a word that may turn up only where its row may be read.

`zq1p017q` reads: party `1`, readable in the portal (`p`), column 17. Parties of our MSP are `1`
and `2` (its two clients), `c` (a ticket of a colleague at client 1) and `a` (no client at all);
`b` is all of the other MSP. Kinds are `p`, `s` (staff only) and `o` (open to everybody).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.utils import timezone
from psycopg import sql
from psycopg.types.json import Jsonb

from portico.core.tenants.models import Tenant
from portico.features.tickets.models import ReplyFile
from portico.kernel.ids import new_id
from portico.kernel.postgres.isolation import Kind
from portico.kernel.postgres.protect import isolation_of, protected_models

from .world import Msp, World

type Owner = psycopg.Connection[tuple[object, ...]]
type Row = dict[str, Any]  # Any: whatever a column holds

ORDER = "a1c2"  # a row that points at several parties belongs to the last of them
LENGTH = 8
PATTERN = re.compile(rb"zq([a12cb])([pso])(\d{3})q", re.IGNORECASE)

# Words that the code reads, not people: with a canary in them no page would work any more.
MACHINE = frozenset(
    {
        *("language", "zone", "key", "code", "kind", "slug", "colour", "template", "lane", "door"),
        *("hash", "sha256", "css_hash", "logo_hash", "logo_type", "personal_digest"),
        *("storage_key", "thumbnail_key", "declared_type", "detected_type"),
        *("actor_kind", "uploaded_by_kind", "subject_kind", "about_kind"),
        *("step", "reason", "message_id", "reply_token", "verification.Demands.kinds"),
        *("provisioning.ScimUser.synced", "provisioning.ScimUser.differs"),
        "reviews.AdoptionTotal.weeks",
        *("tokens.ClientToken.scopes", "tokens.TokenLimit.scopes"),
        *("tenants.Host.name", "journal.Entry.name", "journal.Moment.name"),
        *("jobs.FailedJob.name", "identity.StaffSecret.password"),
    }
)


@dataclass
class Planted:
    """What stands where: `legend` names columns, `parties` and `rows` the rows of each party."""

    legend: dict[str, str] = field(default_factory=dict)
    parties: dict[UUID, str] = field(default_factory=dict)
    rows: dict[str, dict[str, list[Row]]] = field(default_factory=dict)  # party → model → rows

    def one(self, party: str, label: str) -> Row | None:
        """A row of this party, or one that belongs to its whole MSP."""
        for whose in {"c": "c1a", "1": "1a", "2": "2a"}.get(party, party):
            if found := self.rows.get(whose, {}).get(label):
                return found[0]
        return None

    def strangers(self, content: bytes, *, allowed: set[str]) -> set[str]:
        """The columns of other parties of which a word stands in `content`."""
        return {
            f"{party.decode()}: {self.legend[number.decode()]}"
            for party, kind, number in PATTERN.findall(content)
            if (party + kind).decode().lower() not in allowed
        }


def plant(owner: Owner, world: World) -> Planted:
    """Fill the empty tables, then put a canary into every text of every row."""
    planted = Planted()
    _find_parties(owner, world, planted)
    for msp, party in ((world.ours, "1"), (world.ours, "2"), (world.theirs, "b")):
        for model in protected_models():
            if model is not Tenant and not planted.one(party, model._meta.label):
                _make_row(owner, model, msp, party, planted)
        _find_parties(owner, world, planted)
    for number, (model, column) in enumerate(_texts()):
        planted.legend[f"{number:03}"] = f"{model._meta.db_table}.{column.column}"
        _put_in(owner, model, column, number, planted)
    owner.commit()
    _find_parties(owner, world, planted)
    return planted


def _texts() -> Iterator[tuple[type[models.Model], Any]]:
    for model in protected_models():
        for column in model._meta.local_concrete_fields:
            names = {column.name, f"{model._meta.label}.{column.name}"}
            is_text = isinstance(column, models.CharField | models.TextField | models.JSONField)
            if is_text and not column.choices and not names & MACHINE:
                yield model, column


def kind_of(model: type[models.Model]) -> str:
    if model is Tenant:
        return "o"
    return "s" if isolation_of(model).kind is Kind.STAFF_ONLY else "p"


def _put_in(
    owner: Owner, model: type[models.Model], column: Any, number: int, all_: Planted
) -> None:
    longest = getattr(column, "max_length", None)
    if longest is not None and longest < LENGTH:
        return
    table, name = sql.Identifier(model._meta.db_table), sql.Identifier(column.column)
    rows = owner.execute(sql.SQL("SELECT id, {} FROM {}").format(name, table)).fetchall()
    values = []
    for row_id, old in rows:
        canary = f"zq{all_.parties[row_id]}{kind_of(model)}{number:03}q"  # type: ignore[index]
        values.append((_with(canary, old, longest, row_id), row_id))
    with owner.cursor() as cursor:
        statement = sql.SQL("UPDATE {} SET {} = %s WHERE id = %s").format(table, name)
        cursor.executemany(statement, values)


def _with(canary: str, old: Any, longest: int | None, row_id: Any) -> Any:
    if old is None or isinstance(old, str):
        return f"{canary}.{old or row_id.hex[-6:]}"[:longest]  # many are unique
    return Jsonb(_woven(canary, old))


def _woven(canary: str, old: Any) -> Any:
    match old:
        case dict():
            return {key: _woven(canary, value) for key, value in old.items()} | {"canary": canary}
        case list():
            return [_woven(canary, one) for one in old]
        case str() if not _is_id(old):
            return f"{canary}.{old}"
    return old


def _is_uuid(value: Any) -> bool:
    return isinstance(value, UUID)


def _is_id(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f-]{32,36}", text))


def _find_parties(owner: Owner, world: World, planted: Planted) -> None:
    """Whose is each row? It follows from the rows that its columns name."""
    rows = {model: _rows(owner, model) for model in protected_models()}
    parties = _seeds(world, rows)
    ours = [row for found in rows.values() for row in found if row["id"] not in parties]
    changed = True
    while changed:
        changed = False
        for row in ours:
            named = {parties.get(value, "a") for value in row.values() if _is_uuid(value)}
            party = max(named, key=ORDER.index)
            if row["id"] not in parties or ORDER.index(party) > ORDER.index(parties[row["id"]]):
                parties[row["id"]], changed = party, True
    planted.parties, planted.rows = parties, {}
    for model, found in rows.items():
        for row in found:
            of_party = planted.rows.setdefault(parties[row["id"]], {})
            of_party.setdefault(model._meta.label, []).append(row)


def _rows(owner: Owner, model: type[models.Model]) -> list[Row]:
    names = [str(one.column) for one in model._meta.local_concrete_fields]
    query = sql.SQL("SELECT {} FROM {} ORDER BY id DESC").format(
        sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(model._meta.db_table)
    )
    return [dict(zip(names, row, strict=True)) for row in owner.execute(query)]


def _seeds(world: World, rows: dict[type[models.Model], list[Row]]) -> dict[UUID, str]:
    ours, theirs = world.ours, world.theirs
    seeds = {
        row["id"]: "b"
        for found in rows.values()
        for row in found
        if theirs.id in {row.get("tenant_id"), row["id"]}
    }
    for file in rows[ReplyFile]:
        if file["ticket_id"] == ours.of_bea.id:
            seeds[file["file_id"]] = "c"
    return seeds | {
        ours.id: "a",
        ours.cast.bluebird.id: "1",
        ours.cast.otto.company_id: "2",
        ours.of_bea.id: "c",
    }


def _make_row(
    owner: Owner, model: type[models.Model], msp: Msp, party: str, planted: Planted
) -> None:
    """A row of a model that nobody has used yet, with whatever fits its columns."""
    fields: list[Any] = [
        one for one in model._meta.local_concrete_fields if one.column != "tenant_id"
    ]
    values: dict[str, Any] = {"tenant_id": msp.id, "id": new_id()}
    for one in fields:
        values.setdefault(one.column, _value(one, party, planted))
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join([sql.Placeholder()] * len(values)),
    )
    owner.execute(statement, list(values.values()))


def _value(column: Any, party: str, planted: Planted) -> Any:
    if column.is_relation:
        found = planted.one(party, column.remote_field.model._meta.label)
        return found["id"] if found else None
    if isinstance(column, models.UUIDField):
        found = planted.one(party, f"people.{column.name.removesuffix('_id').capitalize()}")
        return found["id"] if found else None if column.null else new_id()
    if column.null:
        return None
    if column.choices:
        return next(value for value, _words in column.flatchoices if value)
    return _plain(column)


def _plain(column: Any) -> Any:
    if isinstance(column, models.BinaryField):
        return b"" if column.has_default() else new_id().bytes
    if isinstance(column, models.JSONField):
        return column.get_db_prep_save(column.get_default(), connection)
    for kind, value in PLAIN.items():
        if isinstance(column, kind):
            return value
    return "" if column.blank or column.has_default() else new_id().hex[-8:]


PLAIN: dict[Any, Any] = {
    models.DateTimeField: timezone.now(),
    models.BooleanField: False,
    models.IntegerField: 1,
    models.FloatField: 1,
    SearchVectorField: "",
}


__all__ = ["Owner", "Planted", "Row", "kind_of", "plant"]
