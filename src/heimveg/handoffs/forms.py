"""The shape of what is written about hand-offs. Whether it may be done is asked elsewhere."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit, User
from heimveg.handoffs.commands import Question
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.rules import AskReason, Urgency, Wanted

NOTHING_OF_HEALTH = _("Read by all units involved. Nothing about health here.")


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    def label_from_instance(self, obj: Unit) -> str:
        return obj.name if obj.is_inside else str(_("%(unit)s (outside)") % {"unit": obj.name})


class QuestionForm(forms.Form):
    """What every question says."""

    kind = forms.ChoiceField(
        label=_("What is asked for"), choices=Handoff.KINDS, widget=forms.RadioSelect,
        initial=Wanted.COORDINATE,
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("Why"), choices=Handoff.REASONS)
    words = forms.CharField(
        label=_("What the other unit should do, in your own words"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=NOTHING_OF_HEALTH,
    )
    urgency = forms.ChoiceField(
        label=_("How soon must it be answered?"), choices=Handoff.URGENCIES,
        widget=forms.RadioSelect, initial=Urgency.ORDINARY,
    )  # fmt: skip

    def question(self, **more: Any) -> Question:  # noqa: ANN401  # Question's own types
        said = self.cleaned_data
        return Question(
            kind=Wanted(said["kind"]),
            reason=AskReason(said["reason"]),
            words=said["words"],
            urgency=Urgency(said["urgency"]),
            **more,
        )


class AskForm(QuestionForm):
    """`workers`: those cleared to read, for a strictly protected person; else None."""

    to_unit = UnitChoice(label=_("Unit to ask"), queryset=Unit.objects.none())
    worker = forms.ModelChoiceField(
        label=_("Who there is to read"),
        queryset=User.objects.none(),
        help_text=_("A strictly protected person is seen only by those named."),
    )
    stays_on = forms.BooleanField(
        label=_("Our unit goes on helping after the other has taken over"), required=False
    )
    statute = forms.CharField(
        label=_("Law that lets a unit outside the municipality know"),
        max_length=200,
        required=False,
        help_text=_("Only for a unit outside, and only without the person's consent."),
    )
    note = forms.CharField(
        label=_("What the other unit must know of health"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Kept apart, for who may read about health."),
    )
    field_order = ("to_unit", "worker", "kind", "reason", "words", "urgency", "stays_on")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        units: QuerySet[Unit],
        workers: QuerySet[User] | None,
        notes: bool,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["to_unit"]).queryset = units
        offer_workers(self, workers)
        if not notes:
            del self.fields["note"]

    @property
    def asked(self) -> Question:
        said = self.cleaned_data
        worker = said.get("worker")
        return self.question(
            stays_on=said["stays_on"],
            statute=said["statute"],
            note=said.get("note", ""),
            worker_id=worker.pk if worker else None,
        )


class TakeForm(QuestionForm):
    """«I ask to take this.»"""

    worker = forms.ModelChoiceField(
        label=_("Who in your unit the person can ask for"), queryset=User.objects.none()
    )
    field_order = ("kind", "reason", "words", "urgency", "worker")

    def __init__(self, *args: Any, workers: QuerySet[User], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        offer_workers(self, workers)


class AcceptForm(forms.Form):
    worker = forms.ModelChoiceField(
        label=_("Who follows the person up"),
        queryset=User.objects.none(),
        help_text=_("The one the person can ask for by name."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        workers: QuerySet[User] | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_workers(self, workers)


class DeclineForm(forms.Form):
    because = forms.ChoiceField(
        label=_("Why not"), choices=Handoff.DECLINES, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Why, in your own words"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=NOTHING_OF_HEALTH,
    )
    suggests = UnitChoice(
        label=_("Unit that should rather be asked"), queryset=Unit.objects.none(), required=False
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["suggests"]).queryset = units


class ReassignForm(forms.Form):
    to_unit = UnitChoice(label=_("Unit to ask instead"), queryset=Unit.objects.none())
    worker = forms.ModelChoiceField(
        label=_("Who there is to read"),
        queryset=User.objects.none(),
        help_text=_("A strictly protected person is seen only by those named."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        units: QuerySet[Unit],
        workers: QuerySet[User] | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["to_unit"]).queryset = units
        offer_workers(self, workers)


class DecideForm(forms.Form):
    unit = UnitChoice(
        label=_("Which unit does it"), queryset=Unit.objects.none(), widget=forms.RadioSelect,
        empty_label=None,
    )  # fmt: skip
    words = forms.CharField(
        label=_("The decision and its reasons"),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text=NOTHING_OF_HEALTH,
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units


def offer_workers(form: forms.Form, workers: QuerySet[User] | None) -> None:
    if workers is None:
        del form.fields["worker"]
    else:
        cast("forms.ModelChoiceField[User]", form.fields["worker"]).queryset = workers
