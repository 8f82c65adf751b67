"""The shape of a routing rule, and of an errand somebody only wonders about."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit
from heimveg.intake.models import Errand, InstitutionNotice
from heimveg.intake.rules import Asked, ErrandKind

OLDEST = 120


def _age(label: Any) -> forms.IntegerField:  # noqa: ANN401  # translated text
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=OLDEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class RuleForm(forms.Form):
    """What is left empty asks nothing."""

    name = forms.CharField(
        label=_("Name of the rule"),
        max_length=100,
        help_text=_("As you would say it to a colleague: “Youth go to the youth team”."),
    )
    unit = forms.ModelChoiceField(
        label=_("Goes to"),
        queryset=Unit.objects.none(),
        empty_label=_("Choose"),
        error_messages={
            "invalid_choice": _(
                "Nobody in that unit can see to what comes in. Choose another unit."
            )
        },
    )
    kinds = forms.MultipleChoiceField(
        label=_("Only these kinds"),
        choices=list(Errand.KINDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    institutions = forms.MultipleChoiceField(
        label=_("Only from these institutions"),
        choices=list(InstitutionNotice.KINDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    age_from = _age(_("Aged at least"))
    age_below = _age(_("Younger than"))
    only_homeless = forms.BooleanField(label=_("Only people without a home"), required=False)
    takes_over = forms.BooleanField(
        label=_("Also when another unit answers for the person"),
        required=False,
        help_text=_("Otherwise it goes to the unit that answers, which is always told."),
    )
    position = forms.IntegerField(
        label=_("Place in the order"),
        min_value=1,
        max_value=100,
        help_text=_("The first rule that fits decides."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=_("Why it is changed"),
        max_length=200,
        required=False,
        help_text=_("Kept for later."),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        least, below = data.get("age_from"), data.get("age_below")
        if least is not None and below is not None and below <= least:
            self.add_error("age_below", _("Nobody is left between the two ages."))
        return data

    @property
    def row(self) -> dict[str, Any]:
        """The columns of the rule."""
        data = dict(self.cleaned_data)
        del data["position"], data["note"]
        return data | {"unit_id": data.pop("unit").pk}


class WonderForm(forms.Form):
    """An errand that has not come: where would it go?"""

    kind = forms.ChoiceField(label=_("What comes in"), choices=list(Errand.KINDS.items()))
    age = _age(_("Age"))
    institution = forms.ChoiceField(
        label=_("Kind of institution"),
        required=False,
        choices=[("", _("none")), *InstitutionNotice.KINDS.items()],
    )
    is_homeless = forms.BooleanField(label=_("Has no home"), required=False)
    answering = forms.ModelChoiceField(
        label=_("Unit that answers already"),
        required=False,
        queryset=Unit.objects.none(),
        empty_label=_("none"),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **{"auto_id": "wonder_%s", **kwargs})
        cast("forms.ModelChoiceField[Unit]", self.fields["answering"]).queryset = units

    @property
    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(
            ErrandKind(data["kind"]),
            age=data["age"],
            institution=data["institution"],
            is_homeless=data["is_homeless"],
            answering_unit=data["answering"].pk if data["answering"] else None,
        )
