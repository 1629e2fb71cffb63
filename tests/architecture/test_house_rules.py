"""House rules that no off-the-shelf linter knows, on the code as it stands."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model
from tools.extraction import found_in
from tools.repository import PACKAGE, ROOT
from tools.urls import patterns

from portico.core.access.permissions import REGISTRY
from portico.core.journal.events import KINDS
from portico.kernel.postgres.check import findings

from . import code_rules, page_rules, template_rules, word_rules
from .house import (
    STOREYS_WITH_CONTEXTS,
    Source,
    called,
    calls,
    nothing,
    product,
    sources,
    templates,
)

EVERYTHING = sources()
PRODUCT = product(EVERYTHING)
TEMPLATES = templates()
MODELS = [model for model in apps.get_models() if model.__module__.startswith("portico.")]
CONTEXTS = [
    path
    for storey in STOREYS_WITH_CONTEXTS
    for path in sorted((PACKAGE / storey).glob("*/"))
    if (path / "apps.py").exists()
]


def developers() -> list[Source]:
    """Scripts and tests outside the package follow the same measures."""
    paths = [path for folder in ("tools", "tests") for path in (ROOT / folder).rglob("*.py")]
    return [Source(path, path.relative_to(ROOT).as_posix()) for path in sorted(paths)]


def test_nothing_is_too_long() -> None:
    nothing(code_rules.too_long([*EVERYTHING, *developers()]), rule="make two of it")


def test_only_the_data_rooms_touch_managers() -> None:
    nothing(code_rules.managers(EVERYTHING), rule="read through queries, change through actions")


def test_nobody_walks_through_a_private_door() -> None:
    nothing(code_rules.private_doors(EVERYTHING), rule="use the public rooms, or an event")


def test_modules_are_named_after_what_they_are_for() -> None:
    nothing(code_rules.everything_drawers(EVERYTHING), rule="find the room it belongs to")


def test_modules_say_what_they_are_for() -> None:
    nothing(code_rules.silent_modules([*EVERYTHING, *developers()]), rule="one sentence at the top")


def test_what_is_not_done_is_not_there() -> None:
    nothing(code_rules.unfinished(EVERYTHING), rule="finish it or leave it out")


def test_permissions_and_events_are_named_after_their_context() -> None:
    nothing(code_rules.misnamed_codes(PRODUCT), rule="context.verb_noun, in permissions.py")
    names = {path.name for path in CONTEXTS}

    assert {code.split(".")[0] for code in REGISTRY} <= names
    assert {kind.name.split(".")[0] for kind in KINDS.values()} <= names


def test_statements_are_put_together_in_one_place_only() -> None:
    nothing(code_rules.built_sql(PRODUCT), rule="constant SQL, or kernel/postgres")


@pytest.mark.spec("G2")
def test_every_action_says_what_happened() -> None:
    nothing(code_rules.unrecorded(PRODUCT), rule="call record(), or say `# not recorded: why`")


def test_every_address_names_its_permission_or_says_public() -> None:
    nothing(page_rules.nameless(patterns()), rule="@staff_page, @portal_page or @public")


def test_looking_never_changes_anything() -> None:
    nothing(page_rules.changes_by_looking(PRODUCT), rule="call actions for POST only")


@pytest.mark.spec("G7")
def test_every_word_in_templates_can_be_translated() -> None:
    nothing(template_rules.untranslated(TEMPLATES), rule="use {% translate %}")


@pytest.mark.spec("G7")
def test_every_word_in_code_can_be_translated() -> None:
    nothing(word_rules.untranslated(PRODUCT), rule="use gettext")
    nothing(word_rules.built_messages(PRODUCT), rule="look up first, then fill")


def test_words_are_calm() -> None:
    nothing(word_rules.loud(found_in(PACKAGE, ROOT)), rule="plain and warm")


def test_pages_hold_no_inline_code() -> None:
    nothing(template_rules.inline(TEMPLATES), rule="the security policy forbids it")


def test_templates_escape_everything() -> None:
    nothing(template_rules.unsafe(TEMPLATES), rule="let the template escape")


def test_only_the_design_system_makes_markup() -> None:
    marked = (
        f"{source.name}:{call.lineno}"
        for source in PRODUCT
        if source.storey != "ui"
        for call in calls(source.tree)
        if called(call) in {"mark_safe", "SafeString", "SafeText"}
    )
    nothing(marked, rule="use format_html, or a part in ui/")


def test_forms_that_post_carry_a_token() -> None:
    nothing(template_rules.unguarded_forms(TEMPLATES), rule="{% csrf_token %}")


def test_links_lead_somewhere() -> None:
    names = {name for _, name, _ in patterns()}
    nothing(template_rules.dead_links(TEMPLATES, names=names), rule="no page has this name")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_way_back_up_along_foreign_keys(model: type[Model]) -> None:
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey) and field.model is model:
            other = field.related_model._meta.app_label
            hidden = (field.remote_field.related_name or "").endswith("+")
            assert hidden or other == model._meta.app_label, f'{field} wants related_name="+"'


@pytest.mark.django_db
@pytest.mark.spec("G1")
def test_the_database_keeps_tenants_apart() -> None:
    nothing(findings(), rule="portico check isolation")


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda path: path.name)
def test_a_context_introduces_itself(context: Path) -> None:
    text = (context / "README.md").read_text(encoding="utf-8")

    assert 3 <= len(text.splitlines()) <= 30


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda path: path.name)
def test_a_context_that_is_there_is_installed(context: Path) -> None:
    assert apps.is_installed(f"portico.{context.parent.name}.{context.name}")


def test_tests_are_not_installed() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    built = settings["tool"]["uv"]["build-backend"]

    assert "**/tests/**" in built["source-exclude"]
    assert "**/tests/**" in built["wheel-exclude"]
