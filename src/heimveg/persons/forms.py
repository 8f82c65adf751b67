"""The shape of what is written about people. Whether it may be saved is asked elsewhere."""

from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit, User
from heimveg.base import clock
from heimveg.persons.models import Case, Consent, HouseholdMember, Person, Protection
from heimveg.persons.rules import (
    CaseOutcome,
    GivenConsent,
    IdKind,
    NotANumber,
    Particulars,
    Topic,
    duf_number,
    national_number,
)

FIRST_YEAR = 1900
WHY_NOT = {
    "length": _("A national number has 11 digits, a DUF number 12. Leave it empty if not known."),
    "date": _("The first six digits are no date. Look at the number once more."),
    "check_digits": _("A digit is wrong: the check digits do not fit. Look at the number again."),
}


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def read_number(text: str) -> tuple[IdKind, str]:
    """The kind and the digits of what was typed. Raises NotANumber."""
    if not text.strip():
        return IdKind.UNKNOWN, ""
    if len("".join(text.split())) == 12:
        return IdKind.DUF, duf_number(text)
    read = national_number(text)
    return read.kind, read.digits


class ParticularsForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    nickname = forms.CharField(
        label=_("Nickname"),
        max_length=100,
        required=False,
        help_text=_("Enough alone when the name is not known."),
    )
    number = forms.CharField(
        label=_("National identity number, D number or DUF number"),
        max_length=20,
        required=False,
        help_text=_("Leave it empty when it is not known. It can be filled in later."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    born_on = forms.DateField(label=_("Date of birth"), required=False, widget=Day())
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        help_text=_("When only the year is known, or a guess at it."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(
        label=_("Language of letters"),
        required=False,
        choices=[("", _("the municipality's own")), *settings.LANGUAGES],
    )
    office_reference = forms.CharField(
        label=_("The office's own reference"), max_length=60, required=False
    )

    def clean_number(self) -> str:
        try:
            self.id_kind, digits = read_number(self.cleaned_data["number"])
        except NotANumber as error:
            raise forms.ValidationError(WHY_NOT[error.code]) from error
        return digits

    def clean_born_on(self) -> date | None:
        day: date | None = self.cleaned_data["born_on"]
        if day and not date(FIRST_YEAR, 1, 1) <= day <= clock.today():
            raise forms.ValidationError(_("Give a date of birth between 1900 and today."))
        return day

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not FIRST_YEAR <= year <= clock.today().year:
            raise forms.ValidationError(_("Give a year between 1900 and this year."))
        return year

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("name") and not data.get("nickname"):
            self.add_error("name", _("Give a name or a nickname."))
        born, year = data.get("born_on"), data.get("birth_year")
        if born and year and born.year != year:
            self.add_error("birth_year", _("The year does not agree with the date of birth."))
        if born and data.get("number") and self.id_kind is not IdKind.DUF:
            read = national_number(data["number"])
            if read.born_day_month != (born.day, born.month):
                self.add_error("born_on", _("The date does not agree with the number."))
        return data

    @property
    def said(self) -> Particulars:
        plain = {k: v for k, v in self.cleaned_data.items() if k not in {"number", "unit"}}
        return Particulars(id_kind=self.id_kind, number=self.cleaned_data["number"], **plain)


class RegisterForm(ParticularsForm):
    """Particulars, and which of one's own units is to answer."""

    unit = forms.ModelChoiceField(
        label=_("Unit that will answer for the person"), queryset=Unit.objects.none()
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Unit]", self.fields["unit"])
        field.queryset = units
        if len(units) == 1:
            field.initial = units[0]
            field.widget = forms.HiddenInput()


class ListForm(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(
        label=_("Name, nickname, reference or national number"), required=False, max_length=100
    )
    unit = forms.ModelChoiceField(
        label=_("Unit that answers"),
        required=False,
        queryset=Unit.objects.none(),
        empty_label=_("Everybody I may see"),
    )

    closed = forms.BooleanField(label=_("Closed cases too"), required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units


class ProtectionForm(forms.Form):
    grade = forms.ChoiceField(
        label=_("Address protection"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("none")), *Protection.GRADES.items()],
    )


class EmployeeForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("Works in"),
        required=False,
        queryset=Unit.objects.none(),
        empty_label=_("does not work in the municipality"),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units


class MemberForm(forms.Form):
    relation = forms.ChoiceField(
        label=_("Relation to the main person"),
        choices=[(k, v) for k, v in HouseholdMember.RELATIONS.items() if k != "main"],
    )


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        widget=forms.RadioSelect,
        choices=[
            (k, v)
            for k, v in Case.OUTCOMES.items()
            if k not in {CaseOutcome.OPEN, CaseOutcome.MERGED}
        ],
    )


class WorkerForm(forms.Form):
    worker = forms.ModelChoiceField(
        label=_("Worker"),
        required=False,
        queryset=User.objects.none(),
        empty_label=_("nobody yet"),
        help_text=_("The one the person can ask for by name."),
    )
    stand_in = forms.ModelChoiceField(
        label=_("Stand-in"),
        required=False,
        queryset=User.objects.none(),
        empty_label=_("nobody yet"),
        help_text=_("Answers when the worker is away."),
    )

    def __init__(self, *args: Any, users: QuerySet[User], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name in ("worker", "stand_in"):
            cast("forms.ModelChoiceField[User]", self.fields[name]).queryset = users


class ConsentForm(forms.Form):
    topic = forms.ChoiceField(label=_("What it is about"), choices=Consent.TOPICS)
    receiver = forms.ModelChoiceField(
        label=_("Unit that may know"), queryset=Unit.objects.none(), empty_label=_("Choose")
    )
    purpose = forms.CharField(
        label=_("What for"),
        max_length=200,
        help_text=_("In the person's words: what the unit is to use it for."),
    )
    given_how = forms.ChoiceField(label=_("Given how"), choices=Consent.MANNERS)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=Day(),
        help_text=_("The first day it no longer holds. Empty: until it is withdrawn."),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["receiver"]).queryset = units

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day and day <= clock.today():
            raise forms.ValidationError(_("Give a day to come."))
        return day

    @property
    def given(self) -> GivenConsent:
        data = self.cleaned_data
        return GivenConsent(
            topic=Topic(data["topic"]),
            receiver_id=data["receiver"].pk,
            purpose=data["purpose"],
            given_how=data["given_how"],
            until=data["until"],
        )


def particulars_of(person: Person) -> dict[str, object]:
    """What the form of a record begins with."""
    return {**person.particulars.plain, "number": person.national_id}


class EndUnitForm(forms.Form):
    """Which unit takes over. `must_name`: the unit that ends answers for somebody."""

    heir = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Unit that takes over"),
        required=False,
        empty_label=_("No unit"),
        error_messages={"required": _("Choose which unit is to answer for the people.")},
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  # passed on
        heirs: QuerySet[Unit],
        must_name: bool,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Unit]", self.fields["heir"])
        field.queryset, field.required = heirs, must_name
