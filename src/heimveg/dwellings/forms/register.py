"""The shape of what people write about homes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit
from heimveg.base.errors import type_text
from heimveg.base.sorting import NorwegianKey
from heimveg.dwellings.forms.fields import DayField, LastDayField
from heimveg.dwellings.models import (
    Cluster,
    Dwelling,
    FundingTie,
    OutOfUse,
    Property,
    Remark,
    RentPart,
)
from heimveg.dwellings.queries import kinds_told
from heimveg.dwellings.rules import NotAnAmount, RentPartKind, built_form, kroner_from, ore_from
from heimveg.values import Doubt, in_thousands

RENT = {kind: f"rent_{kind}" for kind in RentPartKind}
DOUBTS: dict[str, str | Promise] = {
    "many_bedrooms": _("%(detail)s bedrooms are unusually many."),
    "unusual_area": _("%(detail)s m² is an unusual size."),
    "unusual_rent": _("%(detail)s kr a month is an unusual rent."),
    "unusual_floor": _("Floor %(detail)s is unusual."),
}
Section = tuple[str | Promise, list[BoundField]]


def doubt_text(doubt: Doubt) -> str:
    """What is unusual, in words."""
    return str(DOUBTS[doubt.code]) % {"detail": in_thousands(doubt.detail)}


class KronerField(forms.CharField):
    """Kroner as people write them; the value is øre, or None."""

    def __init__(self, **rest: Any) -> None:  # noqa: ANN401  # Django's
        widget = forms.TextInput({"inputmode": "decimal", "size": 12, "autocomplete": "off"})
        super().__init__(widget=widget, max_length=15, required=False, **rest)

    def prepare_value(self, value: object) -> object:
        return kroner_from(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:  # noqa: ANN401  # Django's
        try:
            return ore_from(super().clean(value) or "")
        except NotAnAmount:
            raise ValidationError(
                _("Write an amount in kroner, such as 8500 or 8500,50.")
            ) from None


class KindForm(forms.BaseForm):
    """A form that shows what a command would not take, and asks about what is unusual.

    `SECTIONS` tells a long form in parts: (heading, names of fields).
    """

    SECTIONS: Sequence[tuple[str | Promise, Sequence[str]]] = ()
    doubts: Sequence[str] = ()

    @property
    def sections(self) -> Iterator[Section]:
        for heading, names in self.SECTIONS:
            yield heading, [self[name] for name in names]

    def refuse(self, fields: Mapping[str, type_text]) -> None:
        """Each text at its field, where the form has it."""
        for name, text in fields.items():
            self.add_error(name if name in self.fields else None, str(text))

    def ask(self, doubts: Sequence[Doubt]) -> None:
        """Ask whether what is unusual is right: a box to tick, which the next try carries."""
        self.doubts = [doubt_text(doubt) for doubt in doubts]
        label = _("It is unusual, and it is right")
        self.fields["confirmed"] = forms.BooleanField(required=False, label=label)


class DwellingForm(KindForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    SECTIONS = (
        (
            _("Which home"),
            ("object_number", "address", "unit_number", "postal_code", "postal_place", "area"),
        ),
        (_("Where it belongs"), ("estate", "cluster", "tenure", "started_on", "ended_on")),
        (_("What it is like"), ("kind", "standard", "bedrooms", "usable_area_m2", "floor")),
        (
            _("Who can live there"),
            (
                "is_step_free",
                "is_wheelchair_accessible",
                "allows_pets",
                "is_shared",
                "can_be_bought",
            ),
        ),
        (_("What a month costs, in kroner"), tuple(RENT.values())),
        (_("Known elsewhere as"), ("fdvu_id", "kobo_id", "extra_reference")),
    )

    started_on = DayField(label=_("In the register from"))
    ended_on = DayField(
        label=_("In the register until"),
        required=False,
        help_text=_("The first day without it."),
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Dwelling
        fields = (
            "object_number", "address", "unit_number", "postal_code", "postal_place", "area",
            "estate", "cluster", "tenure", "started_on", "ended_on",
            "kind", "standard", "bedrooms", "usable_area_m2", "floor",
            "is_step_free", "is_wheelchair_accessible", "allows_pets", "is_shared",
            "can_be_bought", "fdvu_id", "kobo_id", "extra_reference",
        )  # fmt: skip
        error_messages = {
            "object_number": {
                "unique": _("Another home in the register has this number. Look it up first."),
            },
        }

    def __init__(self, *args: Any, knows_kinds: bool, **rest: Any) -> None:  # noqa: ANN401  # Django's
        """`knows_kinds`: whether who writes meets whom a home is for, or how it is built."""
        super().__init__(*args, **rest)
        self.fields["kind"].choices = list(kinds_told(knows_kinds=knows_kinds).items())  # type: ignore[attr-defined]
        if not knows_kinds:
            self.initial["kind"] = built_form(self.instance.kind)
        for name in ("estate", "cluster"):
            choice = self.fields[name]
            choice.queryset = choice.queryset.order_by(NorwegianKey("name"), "pk")  # type: ignore[attr-defined]
        self.fields["area"].widget.attrs["list"] = "areas"
        parts = _rent_of(self.instance)
        for kind, name in RENT.items():
            label = capfirst(str(RentPart.KINDS[kind]))
            self.fields[name] = KronerField(label=label, initial=parts.get(kind))

    def clean_object_number(self) -> str:
        return " ".join(str(self.cleaned_data["object_number"]).split())

    def clean_postal_code(self) -> str:
        code = str(self.cleaned_data["postal_code"])
        if code and not re.fullmatch(r"[0-9]{4}", code):
            raise ValidationError(_("A postal code is four digits."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("started_on"), cleaned.get("ended_on")
        if start and end and end < start:
            self.add_error("ended_on", _("The last day must come after the first."))
        return cleaned

    @property
    def facts(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def rent(self) -> dict[RentPartKind, int | None]:
        return {kind: self.cleaned_data[name] for kind, name in RENT.items()}


def _rent_of(home: Dwelling) -> dict[str, int]:
    if home._state.adding:
        return {}
    return dict(home.rent_parts.values_list("kind", "ore_month"))


NEUTRAL_NAME = _(
    "Choose a name that says where it is, not whom it is for: everybody who"
    " keeps the home reads it."
)


class ClusterForm(KindForm, forms.ModelForm):  # type: ignore[type-arg]
    staffed_hours_week = forms.IntegerField(
        label=_("Staffed hours a week"),
        min_value=0,
        max_value=168,
        initial=0,
        help_text=_("A week has 168."),
    )

    class Meta:
        model = Cluster
        fields = ("name", "area", "location", "staffed", "staffed_hours_week", "active_limit")
        help_texts = {
            "name": NEUTRAL_NAME,
            "active_limit": _("Leave it open when no limit has been set."),
        }
        error_messages = {
            "name": {"unique": _("Another housing environment has this name.")},
        }


class PropertyForm(KindForm, forms.ModelForm):  # type: ignore[type-arg]
    managed_by = forms.ModelChoiceField(
        Unit.objects.filter(is_inside=True).order_by(NorwegianKey("name"), "pk"),
        label=_("Managed by"),
        help_text=_("The unit that answers for the building. It sees who rents here."),
    )

    class Meta:
        model = Property
        fields = ("name", "matrikkel", "managed_by")
        help_texts = {"name": NEUTRAL_NAME}
        error_messages = {"name": {"unique": _("Another property has this name.")}}


class TieForm(KindForm, forms.ModelForm):  # type: ignore[type-arg]
    started_on = DayField(label=_("From"))
    ended_on = LastDayField(
        label=_("To and including"),
        required=False,
        help_text=_("The last day with the tie. You are warned half a year before."),
    )

    class Meta:
        model = FundingTie
        fields = ("grant", "group", "started_on", "ended_on", "repay_nok", "conditions")
        widgets = {"conditions": forms.Textarea({"rows": 4})}
        help_texts = {
            "group": _("Grant, group and conditions are shown to housing and care alone."),
            "repay_nok": _("Shown to who keeps the home. Leave it open if it is not known."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("started_on"), cleaned.get("ended_on")
        if start and end and end <= start:
            self.add_error("ended_on", _("This day must not come before the first."))
        return cleaned


class OutOfUseForm(KindForm, forms.ModelForm):  # type: ignore[type-arg]
    started_on = DayField(label=_("Out of use from"))
    expected_end_on = DayField(label=_("Expected back"), required=False)
    ended_on = DayField(
        label=_("Back in use from"),
        required=False,
        help_text=_("Leave it open until it can be let again."),
    )

    class Meta:
        model = OutOfUse
        fields = ("cause", "started_on", "expected_end_on", "ended_on", "cost_centre")

    def __init__(self, *args: Any, **rest: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **rest)
        if self.instance.has_turnover:  # whose steps say why, and when it is in use again
            del self.fields["cause"], self.fields["ended_on"]

    def clean(self) -> dict[str, Any]:
        return _in_order(self, super().clean() or self.cleaned_data)


def _in_order(form: forms.Form | forms.ModelForm, cleaned: dict[str, Any]) -> dict[str, Any]:  # type: ignore[type-arg]
    start = cleaned.get("started_on")
    for name in ("ended_on", "expected_end_on"):
        end = cleaned.get(name)
        if start and end and end < start:
            form.add_error(name, _("This day must not come before the first."))
    return cleaned


class BackForm(KindForm, forms.Form):
    ended_on = DayField(label=_("Back in use from"))


class RemarkForm(KindForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Remark
        fields = ("text",)
        widgets = {"text": forms.Textarea({"rows": 4})}
        help_texts = {
            "text": _("About the home only. Nothing about who lives or has lived there.")
        }
