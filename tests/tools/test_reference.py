"""The reference pages are written by the registries, whatever they hold."""

from pathlib import Path

from tools.reference import AUDIENCE, contributions, hooks, pages

from portico.core.access.permissions import For


def test_every_audience_has_words() -> None:
    assert set(AUDIENCE) == set(For)


def test_there_is_a_page_for_each_registry() -> None:
    found = pages()

    assert {Path(name).stem for name in found} == {
        "permissions",
        "events",
        "settings",
        "hooks",
        "urls",
    }
    assert "| `PORTICO_HOME` |" in found["docs/reference/settings.md"]
    assert "PORTICO_AS_OWNER" not in found["docs/reference/settings.md"]
    assert "| `roles.view` |" in found["docs/reference/permissions.md"]


def test_a_hook_is_listed_with_the_first_line_of_its_module(tmp_path: Path) -> None:
    folder = tmp_path / "features/assets/hooks"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "nav.py").write_text('"""Where devices stand in the menu.\n\nMore."""\n')

    text = hooks(contributions(tmp_path))

    assert "## nav" in text
    assert "| `features.assets` | Where devices stand in the menu. |" in text
