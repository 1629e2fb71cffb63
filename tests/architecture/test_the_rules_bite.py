"""Each house rule finds what it is there to find, and lets the usual shape pass."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from . import code_rules, page_rules, template_rules, word_rules
from .house import Source

type CodeRule = Callable[[Iterable[Source]], Iterator[str]]
type TemplateRule = Callable[[Iterable[Path]], Iterator[str]]

VIEW = "features/tickets/staff/views.py"
IMPORT = "from ..actions.close import close_ticket\n"
GUARD = "    if request.method != 'POST':\n        return page(request)\n"
CALL = "    close_ticket(request.actor)\n"


def source(folder: Path, name: str, text: str) -> Source:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return Source(path, name)


BAD: list[tuple[CodeRule, str, str]] = [
    (code_rules.too_long, "kernel/a.py", "x = 1\n" * 401),
    (code_rules.too_long, "kernel/a.py", "def f():\n" + "    x = 1\n" * 40),
    (code_rules.managers, VIEW, "Ticket.objects.all()"),
    (code_rules.managers, "core/people/staff/views.py", "Company.objects.all()"),
    (code_rules.private_doors, VIEW, "from portico.features.billing.rules import price"),
    (code_rules.private_doors, VIEW, "from portico.features.billing import hooks"),
    (code_rules.private_doors, VIEW, "from ...billing.staff import views"),
    (code_rules.private_doors, VIEW, "import portico.core.people.portal.views"),
    (code_rules.private_doors, VIEW, "from portico.engines.notices import pages"),
    (code_rules.everything_drawers, "features/tickets/utils.py", "x = 1"),
    (code_rules.silent_modules, "kernel/a.py", "x = 1"),
    (code_rules.unfinished, "kernel/a.py", "x = 1  # TODO later"),
    (code_rules.misnamed_codes, "features/tickets/permissions.py", "permission('tasks.view', X)"),
    (code_rules.misnamed_codes, VIEW, "permission('tickets.view', X)"),
    (code_rules.misnamed_codes, "features/tickets/events.py", "@event('task.done')\nclass A: ..."),
    (code_rules.built_sql, VIEW, "cursor.execute(f'SELECT {x}')"),
    (code_rules.built_sql, VIEW, "cursor.execute('SELECT %s' % x)"),
    (code_rules.built_sql, VIEW, "cursor.execute('SELECT {}'.format(x))"),
    (code_rules.unrecorded, "features/a/actions/b.py", "@action(X)\ndef f(actor): save()"),
    (page_rules.changes_by_looking, VIEW, IMPORT + "@staff_page(X)\ndef f(request):\n" + CALL),
    (
        page_rules.changes_by_looking,
        VIEW,
        IMPORT + "@staff_page(X)\ndef f(request):\n    return g(request)\ndef g(request):\n" + CALL,
    ),
    (
        page_rules.changes_by_looking,
        VIEW,
        IMPORT + "@require_http_methods(['GET', 'POST'])\ndef f(request):\n    if x:\n    " + CALL,
    ),
    (page_rules.changes_by_looking, VIEW, IMPORT + "@router.get('/')\ndef f(request):\n" + CALL),
    (word_rules.untranslated, VIEW, "raise Refusal('Too late.')"),
    (word_rules.untranslated, VIEW, "class Late(Conflict): ...\nraise Late('Too late.')"),
    (word_rules.untranslated, VIEW, "NavItem(slug='x', text='Tickets')"),
    (word_rules.untranslated, VIEW, "class A(models.TextChoices):\n    NEW = 'new', 'New'"),
    (word_rules.untranslated, VIEW, "permission('tickets.view', 'See tickets')"),
    (word_rules.built_messages, VIEW, "_(f'Hello {name}')"),
    (word_rules.built_messages, VIEW, "_('Hello %s' % name)"),
]  # fmt: skip

GOOD: list[tuple[CodeRule, str, str]] = [
    (code_rules.managers, "features/tickets/queries.py", "Ticket.objects.all()"),
    (code_rules.private_doors, VIEW, "from portico.features.billing.queries import invoices"),
    (code_rules.private_doors, VIEW, "from ..rules import due"),
    (code_rules.private_doors, VIEW, "from portico.core.access.pages import staff_page"),
    (code_rules.private_doors, VIEW, "from portico.core.jobs.job import job"),
    (code_rules.private_doors, "features/a/tests/test_b.py", "import portico.core.files.jobs"),
    (code_rules.misnamed_codes, "features/a/permissions.py", "permission('a.view', _('See'))"),
    (code_rules.built_sql, "kernel/postgres/a.py", "cursor.execute(f'SELECT {x}')"),
    (code_rules.built_sql, VIEW, "cursor.execute(QUERY, [x])"),
    (code_rules.built_sql, VIEW, "cursor.execute(f'LISTEN {CHANNEL}')"),
    (code_rules.built_sql, VIEW, "from psycopg import sql\nc.execute(sql.SQL('{}').format(x))"),
    (code_rules.unrecorded, "features/a/actions/b.py", "@action(X)\ndef f(actor): record(actor)"),
    (
        code_rules.unrecorded,
        "features/a/actions/b.py",
        "@action(X)  # not recorded: a draft is nobody's business\ndef f(actor): save()",
    ),
    (
        code_rules.unrecorded,
        "features/a/actions/b.py",
        "@action(X)\ndef f(actor): g(actor)\ndef g(actor): record(actor)",
    ),
    (page_rules.changes_by_looking, VIEW, IMPORT + "@require_POST\ndef f(request):\n" + CALL),
    (
        page_rules.changes_by_looking,
        VIEW,
        IMPORT + "@staff_page(X)\ndef f(request):\n" + GUARD + CALL,
    ),
    (
        page_rules.changes_by_looking,
        VIEW,
        IMPORT + "@staff_page(X)\ndef f(request):\n    if request.method == 'POST':\n    " + CALL,
    ),
    (page_rules.changes_by_looking, VIEW, IMPORT + "@router.post('/')\ndef f(request):\n" + CALL),
    (
        page_rules.changes_by_looking,
        VIEW,
        IMPORT + "@staff_page(X)\ndef f(request):\n    close_ticket()  # also by looking: why\n",
    ),
    (word_rules.untranslated, VIEW, "raise Refusal(_('Too late.'))"),
    (word_rules.untranslated, VIEW, "Field(label='', name='Tickets', text=words)"),
]  # fmt: skip


def test_reading_from_an_actions_module_is_no_change(tmp_path: Path) -> None:
    text = "def close_ticket(): ...\n@action(X)\ndef open_ticket(): ..."
    actions = source(tmp_path, "features/tickets/actions/close.py", text)
    page = source(tmp_path, VIEW, IMPORT + "@staff_page(X)\ndef f(request):\n" + CALL)

    assert list(page_rules.changes_by_looking([actions, page])) == []
    assert list(page_rules.changes_by_looking([page]))


@pytest.mark.parametrize(("rule", "name", "text"), BAD)
def test_a_breach_in_code_is_found(rule: CodeRule, name: str, text: str, tmp_path: Path) -> None:
    assert list(rule([source(tmp_path, name, text)])), text


@pytest.mark.parametrize(("rule", "name", "text"), GOOD)
def test_usual_code_passes(rule: CodeRule, name: str, text: str, tmp_path: Path) -> None:
    assert list(rule([source(tmp_path, name, text)])) == [], text


BAD_TEMPLATES: list[tuple[TemplateRule, str]] = [
    (template_rules.untranslated, "<h1>Tickets</h1>"),
    (template_rules.untranslated, '<img alt="A printer">'),
    (template_rules.untranslated, '<input {% if x %}required{% endif %} placeholder="Search">'),
    (template_rules.untranslated, '{% card title="Your team" %}'),
    (template_rules.untranslated, '{{ name|default:"Nobody" }}'),
    (template_rules.untranslated, "{% translate 'A' %} and {% translate 'B' %}"),
    (template_rules.inline, '<p style="color: red">'),
    (template_rules.inline, '<p onclick="go()">'),
    (template_rules.inline, '<p hx-on:click="go()">'),
    (template_rules.inline, "<script>go()</script>"),
    (template_rules.inline, "<style>p { color: red }</style>"),
    (template_rules.inline, '<p hx-vals="js:{a: 1}">'),
    (template_rules.unsafe, "{{ text|safe }}"),
    (template_rules.unsafe, "{% autoescape off %}"),
    (template_rules.unguarded_forms, '<form method="post"><button></button></form>'),
]

GOOD_TEMPLATES: list[tuple[TemplateRule, str]] = [
    (template_rules.untranslated, '<h1 class="big">{% translate "Tickets" %}</h1> · 1. C'),
    (
        template_rules.untranslated,
        "{% blocktranslate %}<b>Hi</b> {{ x }}{% endblocktranslate %}",
    ),
    (template_rules.untranslated, "<kbd>Ctrl</kbd><b translate='no'>Portico</b>{# a note #}"),
    (template_rules.untranslated, '<p class="{{ x|default:"calm" }}" title="{{ y }}">'),
    (template_rules.untranslated, "{% block body_class %}portal{% endblock body_class %}"),
    (template_rules.untranslated, '{% card title=_("Your team") %}'),
    (template_rules.inline, '<script src="{% static "x.js" %}" type="module"></script>'),
    (template_rules.unguarded_forms, '<form method="post">{% csrf_token %}</form>'),
    (template_rules.unguarded_forms, '<form method="get"></form>'),
]


@pytest.mark.parametrize(("rule", "text"), BAD_TEMPLATES)
def test_a_breach_in_a_template_is_found(rule: TemplateRule, text: str, tmp_path: Path) -> None:
    (tmp_path / "list.html").write_text(text)

    assert list(rule([tmp_path / "list.html"])), text


@pytest.mark.parametrize(("rule", "text"), GOOD_TEMPLATES)
def test_a_usual_template_passes(rule: TemplateRule, text: str, tmp_path: Path) -> None:
    (tmp_path / "list.html").write_text(text)

    assert list(rule([tmp_path / "list.html"])) == [], text


def test_a_plain_text_mail_is_searched_for_words(tmp_path: Path) -> None:
    (tmp_path / "mail.txt").write_text("{% translate 'Hello' %}\n{{ name }}\nKind regards")

    assert list(template_rules.untranslated([tmp_path / "mail.txt"])) == [
        "mail.txt:3 'Kind regards'"
    ]


def test_a_link_to_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "list.html").write_text("{% url 'staff:home' %} {% url \"staff:gone\" x.id %}")

    found = template_rules.dead_links([tmp_path / "list.html"], names={"staff:home"})

    assert list(found) == ["list.html staff:gone"]


def test_a_page_without_a_permission_is_found() -> None:
    def view() -> None: ...

    def known() -> None: ...

    known.permission = "public"  # type: ignore[attr-defined] # as the decorators do

    assert list(page_rules.nameless([("/a/", "a", view)]))
    assert list(page_rules.nameless([("/a/", "a", known)])) == []
