"""What is asked to reckon housing allowance and start loan. Nothing of it is kept here."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heimveg.engines.allowance import Household, LoanCase, MonthRefused, rates_for
from heimveg.engines.allowance.loan import frame_on
from heimveg.tenancies.lease_wording import in_language

MOST_KRONER = 100_000_000
GROUPS = [
    (4, _("the rest of the country")),
    (1, _("Oslo")),
    (2, _("Bergen, Trondheim, Tromsø, Stavanger, Bærum")),
    (
        3,
        _(
            "Kristiansand, Lillestrøm (former Skedsmo), Frogn, Lørenskog, Nordre Follo, Asker,"
            " Nesodden, Sola, Sandnes"
        ),
    ),
]


def kroner(**more: Any) -> forms.IntegerField:  # noqa: ANN401  # a field's own options
    return forms.IntegerField(min_value=0, max_value=MOST_KRONER, **more)


class AllowanceForm(forms.Form):
    month = forms.CharField(
        label=_("Month"), max_length=7, widget=forms.TextInput(attrs={"type": "month"})
    )
    income_nok_year = kroner(
        label=_("Income of the household a year, kroner"),
        help_text=_("As Husbanken counts it: before tax, without child benefit and social help."),
    )
    cost_nok_year = kroner(label=_("Housing cost a year, kroner"))
    adults = forms.IntegerField(
        label=_("Adults, 18 or older"), min_value=1, max_value=100, initial=1
    )
    children = forms.IntegerField(
        label=_("Children under 18"), min_value=0, max_value=100, initial=0
    )
    municipality_group = forms.TypedChoiceField(
        label=_("Where the home is"), choices=GROUPS, coerce=int
    )
    single_pensioner = forms.BooleanField(
        label=_("Single, with old-age or disability pension"),
        help_text=_("Without a spouse or partner. Grown children at home do not change it."),
        required=False,
    )
    young_disabled = forms.BooleanField(
        label=_("Young disabled"),
        help_text=_("Who is both has the higher limit of the two."),
        required=False,
    )
    specially_adapted = forms.BooleanField(
        label=_("The home is specially adapted for somebody in the household"), required=False
    )

    def clean_month(self) -> str:
        month: str = self.cleaned_data["month"]
        try:
            rates_for(month)
        except MonthRefused as refused:
            text = (
                _(
                    "The rules were others before %(first)s. Choose a month from %(first)s to"
                    " %(last)s."
                )
                if refused.is_older
                else _(
                    "The rates after %(last)s are not adopted yet. Choose a month from %(first)s"
                    " to %(last)s."
                )
            )
            told = {"first": _month(refused.first), "last": _month(refused.last)}
            raise forms.ValidationError(text % told) from refused
        except ValueError as error:
            raise forms.ValidationError(_("Write the month as 2026-07.")) from error
        return month

    @property
    def household(self) -> Household:
        given = self.cleaned_data
        numbers = {name: Fraction(given[name]) for name in ("income_nok_year", "cost_nok_year")}
        return Household(**(given | numbers))


def _month(month: str) -> str:
    """`2026-07` as people say it."""
    return date_format(date.fromisoformat(f"{month}-01"), "YEAR_MONTH_FORMAT")


class PercentField(forms.DecimalField):
    """A number as people write it: «5,25» and «5.25»."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:  # noqa: ANN401  # Django types it as a whole number
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  # what was typed, or a number
        if value is None or isinstance(value, str):
            return value
        return f"{value:f}".rstrip("0").rstrip(".").replace(".", "." if _is_english() else ",")


def _is_english() -> bool:
    return get_language() == "en"


class LoanForm(forms.Form):
    net_income = kroner(label=_("Income after tax a month, kroner"))
    allowance = kroner(label=_("Housing allowance as owner a month, kroner"), initial=0)
    living_costs = kroner(
        label=_("To live on a month, kroner"),
        help_text=_("By the municipality's own reckoning, for everyone in the household."),
    )
    debts = kroner(label=_("Paid on other debts a month, kroner"), initial=0)
    running_costs = kroner(
        label=_("Running costs of the home a month, kroner"),
        help_text=_("Shared costs, fees, insurance, electricity."),
        initial=0,
    )
    rate = PercentField(
        label=_("Interest to reckon with, percent a year"),
        min_value=0,
        max_value=30,
        max_digits=5,
        decimal_places=3,
    )
    years = forms.IntegerField(label=_("Years to pay it down"), min_value=1)
    grants = kroner(label=_("Grants, kroner"), initial=0)
    own_money = kroner(label=_("Own money, kroner"), initial=0)
    price = kroner(
        label=_("Price of a home in sight, kroner"),
        required=False,
        help_text=_("Leave it empty where there is none."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        frame = frame_on(today)
        years = self.fields["years"]
        years.initial = frame.usual_years
        source = in_language(frame.sources)
        years.help_text = _(
            "Usually at most %(usual)s, in special cases %(most)s. Source: %(source)s."
        ) % {"usual": frame.usual_years, "most": frame.most_years, "source": source}
        self.most_years = frame.most_years

    def clean_years(self) -> int:
        years: int = self.cleaned_data["years"]
        if years > self.most_years:
            raise forms.ValidationError(
                _("A start loan runs for at most %(most)s years.") % {"most": self.most_years}
            )
        return years

    def clean_rate(self) -> Decimal:
        rate: Decimal = self.cleaned_data["rate"]
        if not rate:
            raise forms.ValidationError(
                _(
                    "Write the interest of the loan. Without interest the household would seem to"
                    " carry a far larger loan than it can."
                )
            )
        return rate

    @property
    def case(self) -> LoanCase:
        given = dict(self.cleaned_data)
        rate: Decimal = given.pop("rate")
        return LoanCase(**given, rate_per_mille_percent=int(rate * 1000))
