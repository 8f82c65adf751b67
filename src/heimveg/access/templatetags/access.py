"""What every form carries: a key of its own, and the version of the record it changes."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def form_key() -> SafeString:
    """A double click, or the back button, sends the same key and has one effect."""
    return format_html('<input type="hidden" name="form_key" value="{}">', uuid.uuid4())


@register.simple_tag
def row_version(record: object) -> SafeString:
    return format_html(
        '<input type="hidden" name="row_version" value="{}">', getattr(record, "version", 1)
    )
