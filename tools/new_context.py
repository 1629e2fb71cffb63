"""Write the folder of a new context: README, apps.py, a permission, one page, one test.

python -m tools.new_context assets
python -m tools.new_context risk --singular risk
"""

import argparse
import keyword
import re
import sys
from pathlib import Path
from string import Template

from .repository import ROOT

SKELETON = Path(__file__).resolve().parent / "skeleton"
STOREYS = ("features", "engines")
SETTINGS = "src/portico/site/settings.py"
INSTALLED = re.compile(r'^    (?:# )?"(portico\.(?:core|engines|features)\.\w+)",$')


class Refused(ValueError):
    """The context cannot be made; the text says why."""


def main(arguments: list[str] | None = None) -> int:
    """Entry of the command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.new_context",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", help="plural noun from the user's language, such as assets")
    parser.add_argument("--singular", default="", help="one of them; the name without its s")
    parser.add_argument("--storey", choices=STOREYS, default="features")
    chosen = parser.parse_args(arguments)
    try:
        new_context(chosen.name, singular=chosen.singular, storey=chosen.storey)
    except Refused as problem:
        print(problem, file=sys.stderr)
        return 1
    print(
        f"src/portico/{chosen.storey}/{chosen.name}/ is there and installed. Its place among the\n"
        "contexts is the tier list in pyproject.toml; then run make docs and make messages."
    )
    return 0


def new_context(
    name: str, *, singular: str = "", storey: str = "features", root: Path = ROOT
) -> list[Path]:
    """Write the folder and install it; returns the files."""
    folder = root / "src/portico" / storey / name
    if not re.fullmatch(r"[a-z]+", name) or keyword.iskeyword(name):
        raise Refused(f"{name!r} is not one plain word of lower-case letters")
    if folder.exists():
        raise Refused(f"{folder.relative_to(root)} is there already")
    words = {
        "name": name,
        "singular": singular or name.removesuffix("s"),
        "Title": name.capitalize(),
        "Class": name.capitalize(),
        "storey": storey,
    }
    written = [_write(source, folder, words) for source in sorted(SKELETON.rglob("*.tmpl"))]
    _install(root / SETTINGS, f"portico.{storey}.{name}")
    return written


def _write(source: Path, folder: Path, words: dict[str, str]) -> Path:
    """One file of the skeleton; `__name__` and `$name` become the context's name."""
    place = source.relative_to(SKELETON).as_posix().removesuffix(".tmpl")
    for word in ("name", "singular"):
        place = place.replace(f"__{word}__", words[word])
    target = folder / place
    target.parent.mkdir(parents=True, exist_ok=True)
    text = Template(source.read_text(encoding="utf-8")).substitute(words)
    target.write_text(text, encoding="utf-8")
    return target


def _install(settings: Path, name: str) -> None:
    """Add the line to INSTALLED_APPS where it belongs; the list is sorted."""
    lines = settings.read_text(encoding="utf-8").splitlines()
    matches = [(number, INSTALLED.match(line)) for number, line in enumerate(lines)]
    installed = [(number, match[1]) for number, match in matches if match]
    later = [number for number, app in installed if app > name]
    lines.insert(later[0] if later else installed[-1][0] + 1, f'    "{name}",')
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
