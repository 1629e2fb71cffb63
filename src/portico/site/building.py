"""Everything that is folded before the first page: assets, collected files, translations."""

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from portico.kernel.messages import compile_messages

from .environment import ENV

PACKAGE = Path(__file__).resolve().parent.parent
LIBRARIES = ("django", "django-htmx", "lucide", "whitenoise")
SOURCES = (  # pages and code, too: the icons they name are drawn into the sprite
    "*/static/**/*",
    "*/*/static/**/*",
    "**/*.html",
    "**/*.py",
    "locale/*/LC_MESSAGES/*.po",
)
FOLDED = ["css", "js", "django_htmx"]  # sources, of which pages load the folded files only
NOTE = ENV.home / "static" / ".built-from"


def is_built() -> bool:
    """True when nothing has changed since the last `build()` in this PORTICO_HOME."""
    return NOTE.exists() and NOTE.read_text() == _mark()


def build() -> None:
    """Write what pages load below PORTICO_HOME; Django is set up."""
    from django.core.management import call_command  # noqa: PLC0415  `is_built` goes without Django

    from portico.ui.assets import build_assets  # noqa: PLC0415

    mark = _mark()
    compile_messages(PACKAGE / "locale")
    build_assets(ENV.home / "assets")
    options = {"ignore_patterns": FOLDED, "clear": True}
    call_command("collectstatic", interactive=False, verbosity=0, **options)
    NOTE.write_text(mark)


def _mark() -> str:
    digest = sha256(" ".join(version(name) for name in LIBRARIES).encode())
    for path in _sources():
        facts = path.stat()
        digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}".encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for pattern in SOURCES:
        yield from (path for path in sorted(PACKAGE.glob(pattern)) if path.is_file())
