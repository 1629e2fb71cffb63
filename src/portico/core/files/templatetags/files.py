"""Files where people meet them: `{% stored_file file "portal" %}`, `{% upload_limit %}`."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portico.core.files.models import StoredFile
from portico.ui.text import filesize
from portico.ui.uploads import file_link

register = template.Library()


@register.simple_tag
def stored_file(file: StoredFile, door: str) -> SafeString:
    """A link; pictures show themselves; what is being checked or was refused says so."""
    url = reverse(f"{door}:files:file", args=[file.pk])
    match file.state:
        case StoredFile.State.CHECKING:
            words = _("%(size)s, being checked") % {"size": filesize(file.size)}
            return file_link(file.name, url, media_type=file.detected_type, words=words)
        case StoredFile.State.REFUSED:
            return file_link(file.name, url, media_type="", words=_("not kept: it is not safe"))
    if file.is_image and file.thumbnail_key:
        return _picture(file, url, reverse(f"{door}:files:thumbnail", args=[file.pk]))
    words = " · ".join(filter(None, (str(filesize(file.size)), file.words)))
    return file_link(file.name, url, media_type=file.detected_type, words=words)


@register.simple_tag
def upload_limit() -> str:
    """What the operator allows for one file, for the words beside a drop zone."""
    return _("Up to %(size)s each") % {"size": filesize(settings.UPLOAD_BYTES)}


def _picture(file: StoredFile, url: str, thumbnail: str) -> SafeString:
    return format_html(
        '<a class="attach picture" href="{}"><img src="{}" alt="{}" loading="lazy"></a>',
        url,
        thumbnail,
        file.name,
    )
