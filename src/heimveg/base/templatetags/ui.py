"""The few things the templates of every room draw the same way, and cannot say in a template."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
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


@register.simple_tag
def options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The choices of a select, as its widget groups them. Said in Python, for the filters of a
    list have a hundred: by a template they cost a fifth of the page."""
    return format_html_join("", "{}", ((_group(name, choices),) for name, choices, _at in groups))


def _group(name: str | None, choices: list[dict[str, Any]]) -> SafeString:
    drawn = format_html_join(
        "",
        '\n        <option value="{}"{}>{}</option>',
        ((str(each["value"]), flatatt(each["attrs"]), each["label"]) for each in choices),
    )
    if not name:
        return drawn
    return format_html('\n    <optgroup label="{}">{}\n    </optgroup>', name, drawn)
