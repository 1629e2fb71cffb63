"""Rewrite an SVG logo so that only shapes and colours are left of it.

The drawing is read element by element and written anew from an allow-list. Scripts, links,
pictures, foreign markup, animation and everything that would load something have no entry there,
so they cannot survive; a document type, and with it every entity, is refused.
"""

import re
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Refusal

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
MOST_ELEMENTS = 5000
DEEPEST = 40
MOST_COPIES = 100
SHAPES = {
    "svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse",
    "line", "polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop",
    "clipPath", "mask",
}  # fmt: skip
GEOMETRY = {
    "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "fx", "fy", "d",
    "points", "width", "height", "viewBox", "transform", "offset", "id", "preserveAspectRatio",
    "gradientUnits", "gradientTransform", "spreadMethod", "clipPathUnits",
    "maskUnits", "maskContentUnits", "rotate",
    "textLength", "lengthAdjust", "pathLength", "version",
}  # fmt: skip
LOOKS = {
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset",
    "stroke-opacity", "opacity", "color", "stop-color", "stop-opacity", "clip-path", "clip-rule",
    "mask", "display", "visibility", "font-family", "font-size", "font-weight", "font-style",
    "text-anchor", "letter-spacing", "dominant-baseline", "vector-effect", "paint-order",
}  # fmt: skip
REPEATING = {"defs", "symbol", "clipPath", "mask"}
SAFE_VALUE = re.compile(r"[\w\s.,#%()+\-/*'\"]*")
REFERENCE = re.compile(r"url\(\s*[\"']?#[\w.\-]+[\"']?\s*\)")
FRAGMENT = re.compile(r"#[\w.\-]+")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
CLASS = re.compile(r"\.([\w\-]+)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class NotADrawing(Refusal):
    """The file is no SVG that can be kept."""

    def __init__(self) -> None:
        super().__init__(
            _("We cannot read this SVG drawing. Export it as plain SVG, or as PNG."),
            field="logo",
        )


def clean_svg(content: bytes) -> bytes:
    """The same picture with nothing in it but shapes; raises `NotADrawing`."""
    rules = _Styles.read(content)
    copier = _Copier(rules)
    _parse(content, copier)
    if not copier.drawn:
        raise NotADrawing
    return "".join(copier.out).encode()


class _Styles:
    """Collects `.class { … }` rules of `<style>` elements, as drawing programs export them."""

    def __init__(self) -> None:
        self._inside = False
        self._text: list[str] = []

    @classmethod
    def read(cls, content: bytes) -> dict[str, dict[str, str]]:
        """Class name → looks."""
        reader = cls()
        _parse(content, reader)
        rules: dict[str, dict[str, str]] = {}
        for selectors, body in RULE.findall(COMMENT.sub("", "".join(reader._text))):
            for selector in selectors.split(","):
                if name := CLASS.fullmatch(selector.strip()):
                    rules.setdefault(name[1], {}).update(_looks(body))
        return rules

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002  expat's shape
        self._inside = name == f"{SVG} style"

    def end(self, name: str) -> None:  # noqa: ARG002  expat's shape
        self._inside = False

    def text(self, data: str) -> None:
        if self._inside:
            self._text.append(data)


class _Copier:
    """Writes what is allowed; `_skipping` counts how deep we are inside something that is not."""

    def __init__(self, rules: dict[str, dict[str, str]]) -> None:
        self.out: list[str] = []
        self.drawn = False
        self._rules = rules
        self._open: list[str] = []
        self._repeating: list[bool] = []  # for each open element: may a <use> draw it again?
        self._skipping = self._elements = self._copies = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        space, _gap, local = name.rpartition(" ")
        if self._elements > MOST_ELEMENTS or len(self._open) + self._skipping > DEEPEST:
            raise NotADrawing
        if not self._open and (space, local) != (SVG, "svg"):
            raise NotADrawing
        if self._skipping or space != SVG or local not in SHAPES:
            self._skipping += 1
            return
        self._check_copy(local)
        root = f' xmlns="{SVG}"' if not self._open else ""
        self._open.append(local)
        self._repeating.append(local in REPEATING or ("id" in attributes and local != "svg"))
        self.drawn = self.drawn or local not in {"svg", "g", "defs", "title", "desc"}
        self.out.append(f"<{local}{root}{self._attributes(local, attributes)}>")

    def end(self, name: str) -> None:  # noqa: ARG002  expat's shape
        if self._skipping:
            self._skipping -= 1
        else:
            self._repeating.pop()
            self.out.append(f"</{self._open.pop()}>")

    def text(self, data: str) -> None:
        if not self._skipping and self._open[-1] in {"text", "tspan", "title", "desc"}:
            self.out.append(escape(data))

    def _check_copy(self, local: str) -> None:
        """A copy of copies of copies grows without end: copies may not be copied."""
        if local == "use":
            self._copies += 1
            if self._copies > MOST_COPIES or any(self._repeating):
                raise NotADrawing

    def _attributes(self, local: str, given: dict[str, str]) -> str:
        kept: dict[str, str] = {}
        for name in given.get("class", "").split():
            kept |= self._rules.get(name, {})
        for name, value in given.items():
            if name in GEOMETRY | LOOKS and _is_safe(value):
                kept.setdefault(name, value)
        kept |= _looks(given.get("style", ""))
        target = given.get("href", given.get(f"{XLINK} href", ""))
        if FRAGMENT.fullmatch(target) and local in {"use", "linearGradient", "radialGradient"}:
            kept["href"] = target
        if local == "svg" and not self._open[1:]:
            kept = _sized(kept)
        return "".join(f" {name}={quoteattr(value)}" for name, value in kept.items())


def _sized(kept: dict[str, str]) -> dict[str, str]:
    """A drawing without a view box would be cut off where the page shows it smaller."""
    width, height = (re.sub(r"px$", "", kept.get(name, "")) for name in ("width", "height"))
    if "viewBox" not in kept and all(re.fullmatch(r"\d+(\.\d+)?", one) for one in (width, height)):
        kept["viewBox"] = f"0 0 {width} {height}"
    return kept


def _looks(text: str) -> dict[str, str]:
    """The declarations of a style that only say how something looks."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, _colon, value = (piece.strip() for piece in part.partition(":"))
        if name in LOOKS and value and _is_safe(value):
            found[name] = value
    return found


def _is_safe(value: str) -> bool:
    """No address but `url(#here)`, no escapes, no odd characters."""
    rest = REFERENCE.sub("", value)
    return bool(SAFE_VALUE.fullmatch(rest)) and "url" not in rest.lower()


def _parse(content: bytes, reader: _Styles | _Copier) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as problem:
        raise NotADrawing from problem


def _refuse(*_declaration: object) -> None:
    raise NotADrawing
