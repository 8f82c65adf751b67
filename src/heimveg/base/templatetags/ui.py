"""The few things the templates of every room draw the same way, and cannot say in a template."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one icon from the sprite. Without a label it is ornament and hidden from readers.

    The names are the keys of `frontend/icons.json`.
    """
    address = f"{static('dist/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="hv-icon" role="img" aria-label="{}"><use href="{}"/></svg>',
            label,
            address,
        )
    return format_html(
        '<svg class="hv-icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', address
    )
