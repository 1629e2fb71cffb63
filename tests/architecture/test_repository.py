"""What lies in the repository, and what ends up in the wheel."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from tools.repository import ROOT

from portico.ui.fonts import CUT, FACES

from .house import nothing

FOLDERS = ("src", "tests", "tools", "docs", "deploy", ".github", ".ci")
IN_ROOT = {
    *FOLDERS,
    *("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"),
    *("SECURITY.md", "THREAT_MODEL.md"),
    *("Makefile", "conftest.py", "pyproject.toml", "uv.lock"),
    *(".editorconfig", ".gitignore", ".pre-commit-config.yaml"),
}
TEXTS = {".py", ".md", ".html", ".txt", ".css", ".js", ".toml", ".yml", ".yaml", ".sh", ".po", ""}
PLACES = re.compile(r"(?<![\w.~-])/(?:root|work/\w+|home/(?!you\b)\w+)/")
WRITERS = re.compile(
    r"co-authored[-]by|(?:generated|written) [bw]\w+ (?:an? )?(?:ai|llm|model)\b"
    r"|chat[g]pt|sub-?[a]gent|as an [a]i\b",
    re.IGNORECASE,
)
MIXED_UP = re.compile(r"^(?:<{7}|>{7}|={7})(?: |$)", re.MULTILINE)
LARGEST = 400_000


def files() -> Iterator[Path]:
    """Everything that people read or edit here."""
    beside = [path for path in ROOT.iterdir() if path.is_file() and path.name != "uv.lock"]
    yield from (path for path in beside if not path.name.startswith(".coverage"))  # of a test run
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts):
                yield path


def matches(pattern: re.Pattern[str]) -> Iterator[str]:
    for path in files():
        if path.suffix in TEXTS:
            for found in pattern.finditer(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(ROOT)}: {found.group()!r}"


def test_nothing_depends_on_one_machine() -> None:
    nothing(matches(PLACES), rule="no absolute paths of somebody's machine")


def test_the_text_is_about_the_product() -> None:
    nothing(matches(WRITERS), rule="say what it does, not who wrote it")


def test_no_merge_is_half_done() -> None:
    nothing(matches(MIXED_UP), rule="resolve the conflict")


def test_no_file_is_too_large() -> None:
    large = (str(path.relative_to(ROOT)) for path in files() if path.stat().st_size > LARGEST)
    nothing((name for name in large if name.startswith("src")), rule="packages carry large files")


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([\w.-]+)`", "".join(re.findall(r"^\|.*?\|", text, re.MULTILINE))))
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [
        settings["project"]["dependencies"],
        *settings["project"]["optional-dependencies"].values(),
        *settings["dependency-groups"].values(),
    ]
    lines = [line for group in groups for line in group if isinstance(line, str)]
    named = {re.split(r"[\[<>=~! ]", line)[0] for line in lines}  # a table includes a group

    assert named == told


def uv() -> str:
    """The program that `make` has found or fetched, else the one on the path."""
    found = ROOT / ".venv/.uv"
    return found.read_text().strip() if found.exists() else shutil.which("uv") or ""


@pytest.mark.skipif(not uv(), reason="uv builds the wheel")
def test_the_wheel_holds_the_product_without_its_tests(tmp_path: Path) -> None:
    build = [uv(), "build", "--offline", "--wheel", "--out-dir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)

    names = ZipFile(next(tmp_path.glob("*.whl"))).namelist()

    assert "portico/ui/templates/ui/base.html" in names
    assert any(name.endswith(".po") for name in names)
    assert [name for name in names if "/tests/" in name or "/__pycache__/" in name] == []
    cut = {face.file for face in FACES if (CUT / face.file).exists()}
    assert {Path(name).name for name in names if "/ui/fonts/" in name and name[-1] != "/"} == cut


def test_a_release_cuts_every_font_before_it_builds() -> None:
    """The fonts are not in the repository: without this, a wheel built offline has none."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nrelease:")[2]

    assert 0 < recipe.find("$(PYTHON) tools/assets/fonts.py\n") < recipe.find(" build --wheel")


def test_the_root_holds_what_belongs_there() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    there = {line.partition("/")[0] for line in listed.stdout.splitlines()}

    nothing(sorted(there - IN_ROOT), rule="the root is for what tools and readers look for there")
