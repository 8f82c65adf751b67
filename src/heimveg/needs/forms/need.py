"""The form of a whole need: why, what the home must have, what the person wishes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heimveg.dwellings.models import KINDS, LOCATIONS, STAFFED, STANDARDS
from heimveg.needs.forms.fields import (
    Choices,
    a_day,
    a_tick,
    a_whole,
    one,
    several,
    some_words,
)
from heimveg.needs.models import Need
from heimveg.needs.rules import (
    LEAST_URGENCY,
    Requirements,
    UrgencyReason,
    requirements_for_recommended,
    suggested_urgency,
)

MOST_ROOMS, MOST_PEOPLE, MOST_RENT = 20, 30, 100_000


@dataclass(frozen=True, slots=True)
class Section:
    """One fieldset: what it asks about, what the answers do, and its fields."""

    id: str
    legend: str | Promise
    text: str | Promise
    fields: list[BoundField]


SECTIONS: tuple[tuple[str, str | Promise, str | Promise, tuple[str, ...]], ...] = (
    (
        "why", _("Why, and how urgent"),
        _("The reasons suggest an urgency. You decide, and say why if you choose another."),
        ("unit", "opened_on", "household_size", "urgency_reasons", "urgency", "urgency_because"),
    ),
    (
        "must", _("What the home must have"),
        _(
            "A requirement excludes every home that lacks it. Ask only for what is necessary: "
            "each requirement makes the wait longer. What is left open requires nothing."
        ),
        (
            "recommended", "kinds", "rooms_at_least", "rooms_at_most", "standard_at_least",
            "locations", "staffed_at_least", "needs_step_free", "needs_wheelchair", "has_pets",
            "rent_nok_at_most", "areas_not", "clusters_not",
        ),
    ),
    (
        "wishes", _("What the person wishes"),
        _("Wishes weigh when several homes would do. They never exclude a home."),
        ("wished_areas", "wished_kinds", "wished_rooms", "wished_clusters", "in_own_words"),
    ),
)  # fmt: skip


def _reasons() -> Choices:
    """The weightiest first, each with the class it gives at least."""
    words = str(_("%(reason)s – urgency %(level)s"))
    return [
        (str(reason), words % {"reason": Need.REASONS[reason], "level": LEAST_URGENCY[reason]})
        for reason in sorted(UrgencyReason, key=lambda reason: -LEAST_URGENCY[reason])
    ]


class NeedForm(forms.Form):
    """A whole need. Only its first day is demanded: the rest may come later."""

    unit = forms.ChoiceField(label=_("Housing office"))
    opened_on = a_day(_("Since when"), _("Waiting is counted from this day."))
    household_size = a_whole(_("People in the household"), MOST_PEOPLE)
    urgency_reasons = several(_("Why is a home needed?"), _reasons)
    urgency = one(
        _("Urgency"),
        [("", _("as the reasons suggest")), *Need.URGENCIES.items()],
    )
    urgency_because = some_words(
        _("Why another urgency than the reasons suggest"),
        _("Only when you choose another urgency. No diagnoses: the housing office reads this."),
        rows=2,
    )

    recommended = one(
        _("Recommended home"),
        [("", _("not from the list")), *Need.RECOMMENDATIONS.items()],
        _("Leave the kinds of home empty, and what follows from the list is filled in for you."),
    )
    kinds = several(
        _("Kinds of home that will do"), list(KINDS.items()),
        _("Tick all that will do. Until one is ticked the need takes no part in a round."),
    )  # fmt: skip
    rooms_at_least = a_whole(
        _("Rooms at least"), MOST_ROOMS, help_text=_("The living room counts.")
    )
    rooms_at_most = a_whole(_("Rooms at most"), MOST_ROOMS)
    standard_at_least = one(
        _("Standard at least"), list(STANDARDS.items()),
        _("Reinforced homes withstand more. A stronger home than asked for is never excluded."),
    )  # fmt: skip
    locations = several(
        _("Neighbourhood"), list(LOCATIONS.items()), _("Tick none where both will do.")
    )
    staffed_at_least = one(
        _("Staff on the spot at least"), list(STAFFED.items()),
        _("When somebody must be at the base."),
    )  # fmt: skip
    needs_step_free = a_tick(_("No steps to the home or inside it"))
    needs_wheelchair = a_tick(_("Room for a wheelchair"), _("Includes that there are no steps."))
    has_pets = a_tick(_("Pets must be allowed"))
    rent_nok_at_most = a_whole(
        _("Rent at most (kroner a month)"), MOST_RENT,
        help_text=_("All parts of the rent together."),
    )  # fmt: skip
    areas_not = several(
        _("Not in these areas"), (), _("For safety, or because living there went wrong before.")
    )
    clusters_not = several(_("Not in these housing environments"))

    wished_areas = several(_("Areas"))
    wished_kinds = several(_("Kinds of home"), list(KINDS.items()))
    wished_rooms = a_whole(_("Number of rooms"), MOST_ROOMS)
    wished_clusters = several(_("Housing environments"))
    in_own_words = some_words(
        _("Wishes in the person's own words"), _("What matters for it to be a home? No diagnoses.")
    )

    def __init__(
        self, *args: Any, offices: Choices = (), areas: Sequence[str] = (),  # noqa: ANN401
        clusters: Choices = (), today: date, **kwargs: Any,  # noqa: ANN401
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.today = today
        if len(offices) > 1:
            self._offer("unit", offices)
        else:
            del self.fields["unit"]
        for name in ("areas_not", "wished_areas"):
            kept = [area for area in self.initial.get(name) or [] if area not in areas]
            self._offer(name, [(area, area) for area in (*areas, *kept)])
        for name in ("clusters_not", "wished_clusters"):
            self._offer(name, clusters)

    def _offer(self, name: str, choices: Choices) -> None:
        """Let the field offer `choices`; without any there is nothing to ask."""
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def sections(self) -> Iterator[Section]:
        for code, legend, text, names in SECTIONS:
            yield Section(code, legend, text, [self[n] for n in names if n in self.fields])

    def clean_opened_on(self) -> date:
        day: date = self.cleaned_data["opened_on"]
        if day > self.today:
            raise forms.ValidationError(_("A need cannot begin after today."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._clean_urgency(data)
        least, most = data.get("rooms_at_least"), data.get("rooms_at_most")
        if least and most and most < least:
            self.add_error("rooms_at_most", _("At most must not be fewer than at least."))
        return data

    def _clean_urgency(self, data: dict[str, Any]) -> None:
        suggested = suggested_urgency(
            frozenset(UrgencyReason(reason) for reason in data.get("urgency_reasons") or [])
        )
        chosen = int(data.get("urgency") or suggested)
        because = (data.get("urgency_because") or "").strip()
        if chosen != suggested and not because:
            text = _("The reasons suggest urgency %(suggested)s. Say why you choose %(chosen)s.")
            words = {"suggested": suggested, "chosen": chosen}
            self.add_error("urgency_because", forms.ValidationError(text, params=words))
        data["urgency"] = chosen
        data["urgency_because"] = because if chosen != suggested else ""

    def content(self) -> dict[str, Any]:
        """What the need is to hold: every field, with what follows from the others."""
        data = {name: self.cleaned_data.get(name) for name in NeedForm.base_fields}
        del data["unit"]
        for name in ("areas_not", "wished_areas"):
            data[name] = data[name] or []
        for name in ("clusters_not", "wished_clusters"):
            data[name] = [int(pk) for pk in data[name] or []]
        data["household_size"] = data["household_size"] or 1
        data["standard_at_least"] = data["standard_at_least"] or "ordinary"
        data["staffed_at_least"] = data["staffed_at_least"] or "none"
        data["needs_step_free"] = data["needs_step_free"] or data["needs_wheelchair"]
        if data["recommended"] and not data["kinds"]:
            data |= _as_content(requirements_for_recommended(data["recommended"]))
        return data


def _as_content(asked: Requirements) -> dict[str, Any]:
    return {
        "kinds": list(asked.kinds),
        "standard_at_least": asked.standard_at_least,
        "locations": list(asked.locations),
        "staffed_at_least": asked.staffed_at_least,
    }
