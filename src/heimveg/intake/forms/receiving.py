"""One short form for each kind of errand. A nickname is enough; the rest can come later."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heimveg.intake.commands.receiving import Told
from heimveg.intake.models import InstitutionNotice
from heimveg.intake.rules import ErrandKind
from heimveg.needs.models import Need
from heimveg.persons.forms import Day, ParticularsForm
from heimveg.persons.rules import IdKind, Particulars
from heimveg.stays.rules import InstitutionKind

K = ErrandKind
LONGEST_STAY = timedelta(days=20 * 365)
ALL = ("name", "number", "born_on", "birth_year", "phone", "language")
WHO: dict[ErrandKind, tuple[str, ...]] = dict.fromkeys(K, ALL) | {
    K.OUTREACH: ("nickname", "name", "birth_year", "phone"),
    K.CONCERN: ("name", "nickname", "birth_year", "phone"),
    K.ADMISSION: ("name", "number", "born_on", "phone"),
    K.DISCHARGE: ("name", "number", "born_on", "phone"),
}
WHAT: dict[ErrandKind, tuple[str, ...]] = {
    K.APPLICATION: ("household_size", "urgency_reasons", "in_own_words", "text"),
    K.REFERRAL: ("came_from", "household_size", "urgency_reasons", "in_own_words", "text"),
    K.CONCERN: ("came_from", "text"),
    K.OUTREACH: ("met_where", "in_own_words", "text"),
    K.ADMISSION: (
        "came_from", "institution", "place", "admitted_on", "expected_on", "is_homeless", "text",
    ),
    K.DISCHARGE: ("came_from", "institution", "place", "expected_on", "is_homeless", "text"),
}  # fmt: skip
REQUIRED: dict[ErrandKind, tuple[str, ...]] = {
    K.REFERRAL: ("came_from",),
    K.CONCERN: ("text",),
    K.ADMISSION: ("came_from", "institution", "admitted_on"),
    K.DISCHARGE: ("came_from", "institution", "expected_on"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """One fieldset: whom it is about, or what has come."""

    id: str
    legend: str | Promise
    fields: list[BoundField]


class ErrandForm(ParticularsForm):
    """Whom it is about, unless that is known, and what has come in."""

    came_from = forms.CharField(
        label=_("Who it is from"),
        max_length=100,
        required=False,
        help_text=_("The service, the ward or the one who rang. The person may see it."),
    )
    met_where = forms.CharField(label=_("Where you met"), max_length=200, required=False)
    household_size = forms.IntegerField(
        label=_("People in the household"),
        min_value=1,
        max_value=30,
        required=False,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    urgency_reasons = forms.MultipleChoiceField(
        label=_("Why is a home needed?"),
        choices=lambda: list(Need.REASONS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    institution = forms.ChoiceField(
        label=_("Kind of institution"),
        choices=[("", _("Choose")), *InstitutionNotice.KINDS.items()],
        required=False,
    )
    place = forms.CharField(
        label=_("Institution and ward"),
        max_length=120,
        required=False,
        help_text=_("Only those who follow the person up see this."),
    )
    admitted_on = forms.DateField(label=_("Admitted on"), required=False, widget=Day())
    expected_on = forms.DateField(
        label=_("Expected discharge"),
        required=False,
        widget=Day(),
        help_text=_("A guess is better than nothing: it can be changed."),
    )
    is_homeless = forms.BooleanField(
        label=_("Has no home to go to"),
        required=False,
        help_text=_("The work to find a home begins at once."),
    )
    in_own_words = forms.CharField(
        label=_("Wishes in the person's own words"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What matters for it to be a home? No diagnoses."),
    )
    text = forms.CharField(
        label=_("What was said"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Health and worries belong here: only those who follow the person up see it."),
    )

    def __init__(
        self, *args: Any, kind: ErrandKind, is_known: bool, today: date, **kwargs: Any  # noqa: ANN401
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.kind, self.is_known, self.today = kind, is_known, today
        who = () if is_known else WHO[kind]
        self.order_fields([*who, *WHAT[kind]])
        for name in set(self.fields) - {*who, *WHAT[kind]}:
            del self.fields[name]
        for name in REQUIRED.get(kind, ()):
            self.fields[name].required = True
        if kind is K.ADMISSION:
            self.fields["admitted_on"].initial = today
            self.fields["is_homeless"].label = _("Was without a home at admission")

    def sections(self) -> Iterator[Section]:
        who = [] if self.is_known else [self[name] for name in WHO[self.kind]]
        if who:
            yield Section("who", _("Whom it is about"), who)
        yield Section("what", _("What has come in"), [self[name] for name in WHAT[self.kind]])

    def clean_name(self) -> str:
        """As lists show a nickname, «so», it may be copied here."""
        name: str = self.cleaned_data["name"]
        return name.strip("«» ")

    def clean(self) -> dict[str, Any]:
        data = forms.Form.clean(self) if self.is_known else super().clean()
        data = data or self.cleaned_data
        admitted, expected = data.get("admitted_on"), data.get("expected_on")
        if admitted and not self.today - LONGEST_STAY <= admitted <= self.today:
            self.add_error("admitted_on", _("Give a day until today."))
        if expected and not self.today <= expected <= self.today + LONGEST_STAY:
            self.add_error("expected_on", _("Give today or a day to come."))
        if self.kind is K.ADMISSION and expected and admitted and expected <= admitted:
            self.add_error("expected_on", _("The discharge comes after the admission."))
        return data

    @property
    def particulars(self) -> Particulars:
        """What the form says of the person; empty for somebody known."""
        if self.is_known:
            return Particulars()
        given = {name: self.cleaned_data[name] for name in WHO[self.kind] if name != "number"}
        return Particulars(
            id_kind=getattr(self, "id_kind", IdKind.UNKNOWN),
            number=self.cleaned_data.get("number", ""),
            **given,
        )

    @property
    def told(self) -> Told:
        data = {name: self.cleaned_data.get(name) for name in WHAT[self.kind]}
        institution = data.pop("institution", None)
        reasons = data.pop("urgency_reasons", None) or ()
        return Told(
            kind=self.kind,
            institution=InstitutionKind(institution) if institution else None,
            urgency_reasons=tuple(reasons),
            household_size=data.pop("household_size", None) or 1,
            **{name: value for name, value in data.items() if value is not None},
        )


class NumberForm(forms.Form):
    """The number on a receipt: somebody asks where it went."""

    number = forms.IntegerField(
        label=_("Number of what came in"),
        min_value=1,
        max_value=10**12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
