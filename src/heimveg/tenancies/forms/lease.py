"""What a lease says, and how it was signed."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from heimveg.base import clock
from heimveg.tenancies.models import Lease
from heimveg.tenancies.models.lease import MOST_DAYS_AHEAD
from heimveg.tenancies.queries.law import first_day

if TYPE_CHECKING:
    Base = forms.ModelForm[Lease]
else:
    Base = forms.ModelForm  # not generic at run time

MOST_KRONER = 10_000_000


def day_field(**more: Any) -> forms.DateField:  # noqa: ANN401  # a field's own options
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **more)


def kroner_field(**more: Any) -> forms.DecimalField:  # noqa: ANN401  # a field's own options
    return forms.DecimalField(min_value=0, max_value=MOST_KRONER, decimal_places=2, **more)


class LeaseForm(Base):
    starts_on = day_field(label=_("From"))
    ends_on = day_field(
        label=_("First day without"),
        required=False,
        help_text=_("Leave it empty for a lease without an end: that is the main rule."),
    )
    rent = kroner_field(label=_("Rent a month, kroner"))
    deposit = kroner_field(label=_("Deposit, kroner"), initial=0)
    notice_months = forms.IntegerField(label=_("Months of notice"), min_value=0, max_value=12)
    told_in_writing_on = day_field(
        label=_("The tenant was told in writing on"),
        required=False,
        help_text=_("Only for a home for people in a difficult position (§ 11-1)."),
    )
    language = forms.ChoiceField(label=_("Language of the paper"), choices=settings.LANGUAGES)

    class Meta:
        model = Lease
        fields = (
            "starts_on",
            "ends_on",
            "short_ground",
            "told_in_writing_on",
            "weighty_reason",
            "notice_months",
            "less_safe_reason",
            "rent_reason",
            "is_single_room",
            "in_landlords_house",
            "is_index_regulated",
            "terms",
            "language",
        )
        labels = {
            "short_ground": _("Is it shorter than the main rule, and why?"),
            "weighty_reason": _("Weighty reason for a short lease again"),
            "less_safe_reason": _("Why it is less safe than what holds now"),
            "rent_reason": _("Why the rent is raised, or nothing"),
            "is_single_room": _("It is a single room"),
            "in_landlords_house": _("The landlord lives in the same house"),
            "is_index_regulated": _("The rent follows the price index"),
            "terms": _("What else is agreed about the home"),
        }
        help_texts = {
            "less_safe_reason": _("Asked only where the tenant would lose rights."),
            "rent_reason": _("Asked only where it rises within what runs, or is nothing."),
            "terms": _("Furniture, garden, parking. Never anything about the person."),
        }
        widgets = {"terms": forms.Textarea({"rows": 3})}

    field_order = (
        "starts_on",
        "ends_on",
        "short_ground",
        "told_in_writing_on",
        "weighty_reason",
        "less_safe_reason",
        "rent",
        "rent_reason",
        "deposit",
        "notice_months",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's own
        lease: Lease = kwargs["instance"]
        own = {"rent": _kroner(lease.rent_ore_month), "deposit": _kroner(lease.deposit_ore)}
        kwargs["initial"] = own | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["weighty_reason"].required = False
        self.fields["less_safe_reason"].required = False
        self.fields["rent_reason"].required = False

    def clean_starts_on(self) -> date:
        """Within the tenancy, and at most a year ahead."""
        day: date = self.cleaned_data["starts_on"]
        tenancy = self.instance.tenancy
        if day < tenancy.started_on:
            raise forms.ValidationError(_("A lease cannot begin before the tenancy."))
        if tenancy.ended_on is not None and day >= tenancy.ended_on:
            raise forms.ValidationError(_("The tenancy has ended by then."))
        if (day - clock.today()).days > MOST_DAYS_AHEAD:
            raise forms.ValidationError(_("Choose a day at most a year ahead."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("starts_on"), given.get("ends_on")
        if start and end and end <= start:
            self.add_error("ends_on", _("It must end after it begins."))
        return given

    @property
    def content(self) -> dict[str, Any]:
        """The columns to write; money in øre."""
        given = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return given | {
            "rent_ore_month": int(self.cleaned_data["rent"] * 100),
            "deposit_ore": int(self.cleaned_data["deposit"] * 100),
        }


def _kroner(ore: int) -> Decimal | int:
    return ore // 100 if ore % 100 == 0 else Decimal(ore) / 100


class SignForm(forms.Form):
    how = forms.ChoiceField(label=_("How was it signed?"), choices=list(Lease.HOW.items()))
    signed_on = day_field(label=_("Signed on"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["signed_on"].initial = today

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > self.today:
            raise forms.ValidationError(_("Choose today or an earlier day."))
        return with_known_law(day)


def with_known_law(day: date) -> date:
    """Raises ValidationError for a day before the first row of the law."""
    if day < first_day():
        raise forms.ValidationError(_("No rule is known for that day. Choose a later day."))
    return day


class EndLeaseForm(forms.Form):
    on = day_field(label=_("First day without"))

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if (day - clock.today()).days > MOST_DAYS_AHEAD:
            raise forms.ValidationError(_("Choose a day at most a year ahead."))
        return day
