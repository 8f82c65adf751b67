"""The few things the templates of every room draw the same way, and cannot say in a template."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one icon from the sprite. Without a label it is ornament and hidden from readers.

    The names are the keys of `frontend/icons.json`.
    """
    if label:
        return format_html(
            '<svg class="hv-icon" role="img" aria-label="{}"><use href="{}"/></svg>',
            label,
            f"{static('dist/icons.svg')}#{name}",
        )
    return _ornament(name, settings.STORAGES["staticfiles"]["BACKEND"])


# A list draws the same few icons hundreds of times. The storage is an argument only so that
# another storage, with other addresses, is never given the first one's drawing.
@lru_cache(maxsize=256)
def _ornament(name: str, _storage: str) -> SafeString:
    return format_html(
        '<svg class="hv-icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>',
        f"{static('dist/icons.svg')}#{name}",
    )
