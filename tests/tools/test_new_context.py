"""A new context fits the house from its first minute."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.architecture import code_rules, page_rules, template_rules, word_rules
from tests.architecture.house import nothing, product, sources, templates
from tools.new_context import Refused, new_context
from tools.repository import PACKAGE, ROOT

TEMPLATE = "templates/assets/staff/list.html"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout of its own, with the package and its contracts."""
    left_out = shutil.ignore_patterns("__pycache__", "static", "*.mo")
    shutil.copytree(PACKAGE, tmp_path / "src/portico", ignore=left_out)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def told(program: str, *arguments: str, at: Path) -> tuple[int, str]:
    """Run a tool of the environment; its exit code and what it says."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name(program)), *arguments],
        cwd=at,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(at / "src"), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def quiet(program: str, *arguments: str, at: Path) -> None:
    """Fail with what the tool says when it complains."""
    code, text = told(program, *arguments, at=at)
    assert code == 0, text


def test_the_folder_has_a_readme_a_page_and_a_test(copy: Path) -> None:
    folder = copy / "src/portico/features/assets"

    written = {path.relative_to(folder).as_posix() for path in new_context("assets", root=copy)}

    assert {
        "README.md",
        "apps.py",
        "permissions.py",
        "staff/views.py",
        TEMPLATE,
        "tests/test_staff_asset_list.py",
    } <= written
    assert "$" not in "".join(path.read_text() for path in folder.rglob("*.*"))


def test_linters_and_contracts_have_nothing_to_say(copy: Path) -> None:
    new_context("assets", root=copy)
    folder = "src/portico/features/assets"

    quiet("ruff", "check", "--no-cache", folder, at=copy)
    quiet("ruff", "format", "--no-cache", "--check", folder, at=copy)
    quiet("djade", "--target-version", "6.1", "--check", f"{folder}/{TEMPLATE}", at=copy)

    _code, contracts = told("lint-imports", "--no-cache", at=copy)
    assert "Contracts: " in contracts
    assert "features.assets" not in contracts


def test_the_house_rules_have_nothing_to_say(copy: Path) -> None:
    new_context("assets", root=copy)
    found = [one for one in sources(copy / "src/portico") if one.context == "assets"]
    pages = [path for path in templates(copy / "src/portico") if "assets" in path.parts]

    assert len(found) > 5
    for rule in (
        code_rules.managers,
        code_rules.private_doors,
        code_rules.silent_modules,
        code_rules.misnamed_codes,
        page_rules.changes_by_looking,
        word_rules.untranslated,
    ):
        nothing(rule(product(found)), rule=rule.__name__)
    nothing(template_rules.untranslated(pages), rule="words")


def test_the_page_answers_and_the_test_passes(copy: Path) -> None:
    new_context("assets", root=copy)

    quiet("pytest", "-q", "-n0", "-p", "no:cacheprovider", "src/portico/features/assets", at=copy)


def test_it_is_installed_in_its_place(copy: Path) -> None:
    new_context("assets", root=copy)
    new_context("weather", storey="engines", root=copy)

    lines = (copy / "src/portico/site/settings.py").read_text().splitlines()
    ours = [line.strip(' ",#') for line in lines if line.strip(" #").startswith('"portico.')]
    listed = [name for name in ours if name.count(".") == 2 and ".site." not in name]

    assert {"portico.features.assets", "portico.engines.weather"} <= set(listed)
    assert listed == sorted(listed)


@pytest.mark.parametrize("name", ["Assets", "my_assets", "class", "../assets", ""])
def test_a_name_is_one_plain_word(name: str, copy: Path) -> None:
    with pytest.raises(Refused, match="plain word"):
        new_context(name, root=copy)


def test_nothing_is_overwritten(copy: Path) -> None:
    new_context("assets", root=copy)

    with pytest.raises(Refused, match="there already"):
        new_context("assets", root=copy)
