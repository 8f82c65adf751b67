"""What the tables of this room cannot say in a template."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.allocation.models import Offer
from heimveg.base.templatetags.ui import icon

register = template.Library()

HEADS = {
    "chain": gettext_lazy("Chain"),
    "person": gettext_lazy("Person"),
    "home": gettext_lazy("Home"),
    "waited": gettext_lazy("Waited, days"),
    "urgency": gettext_lazy("Urgency"),
}
RIGHT = frozenset({"chain", "waited"})


@register.simple_tag
def sort_head(name: str, chosen: str, sorts: tuple[str, ...]) -> SafeString:
    """The head of a column, with a link where it can be sorted by; the one chosen says so."""
    is_chosen = name == chosen
    if name not in sorts:
        return format_html('<th scope="col">{}</th>', HEADS[name])
    return format_html(
        '<th scope="col" class="{}"><a href="?sort={}"{}>{}<span class="ds-sr-only">, {}</span>'
        "{}</a></th>",
        "hv-right" if name in RIGHT else "",
        name,
        mark_safe(' aria-current="true"') if is_chosen else "",
        HEADS[name],
        _("sorted by this") if is_chosen else _("sort by this"),
        icon("sort-down") if is_chosen else "",
    )


@register.filter
def offer_counts(offers: dict[int, dict[str, Any]], round_id: int) -> str:
    """How the offers of a round stand: "2 accepted, 1 waiting for answer"."""
    counts = offers.get(round_id, {})
    return ", ".join(f"{n} {Offer.STATES[state]}" for state, n in sorted(counts.items()))  # type: ignore[index]  # the field's choices
