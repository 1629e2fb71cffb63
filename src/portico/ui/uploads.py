"""Attaching files: buttons, drop zone and the chips of what is attached. `uploader.js` brings life.

The address named by `data-uploader` takes one file (multipart field `file`) and answers JSON
`{id, name, size, state, url, remove_url}` and maybe `words`; a refusal answers 4xx `{error}`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .fields import NOTHING, errors
from .icons import icon
from .text import filesize

FIELD = "attachments"  # the plain file field, when there is no script
IDS = "files"  # the hidden fields, when the uploader has been at work

ICONS = {  # start of the media type: icon, tone of its badge
    "image/": ("image", "grey"),
    "application/pdf": ("file-text", "bad"),
    "text/": ("file-text", "grey"),
    "video/": ("film", "plum"),
    "audio/": ("music", "plum"),
    "application/zip": ("folder-archive", "warn"),
    "message/": ("mail", "info"),
}
OTHER_ICON = ("paperclip", "grey")


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """A file that has already gone up, drawn again after a refused form."""

    id: str
    name: str
    size: int
    words: str = ""
    remove_url: str = ""


def attach_buttons() -> SafeString:
    """Paperclip, and on a phone the camera; for the foot of a composer."""
    return format_html(
        '<label class="pick icon-btn sm">{}<span class="sr">{}</span>'
        '<input type="file" name="{}" multiple></label>{}',
        icon("paperclip"),
        gettext("Attach files"),
        FIELD,
        _camera("icon-btn sm", "sr"),
    )


def dropzone(
    url: str,
    files: Sequence[Attached] = (),
    *,
    limit: str = "",
    field: BoundField | None = None,
) -> SafeString:
    """A place to choose files, on a phone also to take a photo; brings its own uploader.

    Pasted or dropped anywhere in its form, files come here too. What is wrong with `field`, the
    ids of a form's files, stands here.
    """
    wrong = errors(field) if field else NOTHING
    return format_html(
        '<div class="upload" data-uploader="{}">{}<label class="dropzone pick">{}<span><b>{}</b>'
        ' <span class="needs-script only-mouse">{}</span></span><small>{}</small>'
        '<input type="file" name="{}" multiple{}></label>{}{}</div>',
        url,
        wrong,
        icon("upload"),
        gettext("Choose files"),
        gettext("or drop them here"),
        limit,
        FIELD,
        format_html(' aria-describedby="{}_error"', field.auto_id) if wrong and field else NOTHING,
        _camera("btn", ""),
        attached(files),
    )


def _camera(css: str, words_css: str) -> SafeString:
    """Opens the camera of a phone; a mouse has none."""
    return format_html(
        '<label class="pick {} only-touch needs-script">{}<span class="{}">{}</span>'
        '<input type="file" accept="image/*" capture="environment"></label>',
        css,
        icon("camera"),
        words_css,
        gettext("Take a photo"),
    )


def attached(files: Sequence[Attached] = ()) -> SafeString:
    """Where the chips are; a composer has one, the drop zone brings its own."""
    chips = format_html_join("", "{}", ((_sent(file),) for file in files))
    return format_html('<div class="files" data-files>{}</div>', chips)


def file_shape() -> SafeString:
    """An empty chip for the script to fill while a file goes up."""
    bar = mark_safe('<progress class="thin" value="0" max="100"></progress>')
    return _chip("", gettext("Uploading"), bar, "", "")


def file_link(name: str, url: str, *, media_type: str = "", words: str = "") -> SafeString:
    """A file in a message: its kind, its name, what to know about it."""
    mark, tone = kind(media_type)
    return format_html(
        '<a class="attach" href="{}"><span class="badge-icon {}">{}</span>'
        "<span><b>{}</b><small>{}</small></span></a>",
        url,
        tone,
        icon(mark, "sm"),
        name,
        words,
    )


def kind(media_type: str) -> tuple[str, str]:
    """Icon and tone for a media type."""
    return next(
        (drawn for start, drawn in ICONS.items() if media_type.startswith(start)), OTHER_ICON
    )


def _sent(file: Attached) -> SafeString:
    hidden = format_html('<input type="hidden" name="{}" value="{}">', IDS, file.id)
    return _chip(file.name, file.words or filesize(file.size), "", hidden, file.remove_url)


def _chip(
    name: str, words: str, bar: SafeString | str, hidden: SafeString | str, remove_url: str
) -> SafeString:
    return format_html(
        '<span class="attach" data-file data-remove-url="{}" data-failed="{}">'
        '<span class="badge-icon grey">{}</span><span><b>{}</b><small>{}</small>{}</span>'
        '<button class="icon-btn sm" type="button" data-again hidden>{}<span class="sr">{}</span>'
        '</button><button class="icon-btn sm needs-script" type="button" data-remove>{}'
        '<span class="sr">{} {}</span></button>{}</span>',
        remove_url,
        gettext("It did not get through."),
        icon("paperclip", "sm"),
        name,
        words,
        bar,
        icon("rotate-ccw", "sm"),
        gettext("Try again"),
        icon("x", "sm"),
        gettext("Remove"),
        name,
        hidden,
    )
