"""Two units may follow one person under two names: asking, answering, and settling it.

Who met somebody learns nothing before another unit has said yes: the search is the house's own,
after the receipt is given, and is made for everybody who is met (ADR 10).
"""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.house import by_the_house
from heimveg.accounts.models import Unit, User
from heimveg.accounts.queries import system_user
from heimveg.base.errors import Refused
from heimveg.handoffs.models import Handoff
from heimveg.intake.letters import word_of_the_other_unit
from heimveg.intake.models import Errand, Likeness, Said
from heimveg.intake.models.likenesses import about_ours
from heimveg.intake.permissions import ANSWER_LIKENESS, SETTLE_LIKENESS
from heimveg.intake.queries import likenesses as queries
from heimveg.intake.rules import LikenessState
from heimveg.notices.colleague import tell_colleague
from heimveg.persons.models import NotTwice, Person, Responsibility
from heimveg.persons.rules import Basis, EndReason, Kind


@command(SETTLE_LIKENESS)
def seek_likenesses(actor: Actor, *, errand_id: int, on: date) -> Errand:
    """For the job: ask the units that follow somebody like the one who was met."""
    rows = Errand.objects.permitted_to(actor, SETTLE_LIKENESS).select_related("person")
    errand = rows.select_for_update(of=("self",)).get(pk=errand_id)
    said = Said.objects.filter(errand=errand).first()
    for known in queries.followed_elsewhere(actor, errand.person, on=on):
        Likeness.ask(errand, known, met_where=said.met_where if said else "", on=on)
    errand.was_sought(on=on)
    return errand


@command(SETTLE_LIKENESS)
def ask_about_number(actor: Actor, *, known_id: int, met_id: int, on: date) -> Likeness:
    """For the job: two records have one number. The unit that answers for the first is asked;
    where nobody does, a unit with a mandate is, and sees that record alone until it says yes.
    Raises Person.DoesNotExist, and Refused while there is no such unit."""
    people = Person.objects.permitted_to(actor, SETTLE_LIKENESS)
    pair = people.filter(pk__in=(known_id, met_id)).select_for_update(of=("self",))
    rows = {person.pk: person for person in pair.order_by("pk")}
    if len(rows) != 2:
        raise Person.DoesNotExist
    row = Likeness.ask_by_number(rows[known_id], rows[met_id], on=on)
    answers = Responsibility.objects.running_on(on).coordinating().filter(person_id=known_id)
    if not answers.exists():
        met_by = Responsibility.objects.running_on(on).coordinating().filter(person_id=met_id)
        unit = _who_decides(set(met_by.values_list("unit_id", flat=True)), on=on)
        row.give(unit)
        _let_read(row.person, unit, on=on)
    return row


@command(ANSWER_LIKENESS)
def answer_likeness(
    actor: Actor, *, likeness_id: int, version: int, is_ours: bool, on: date
) -> Likeness:
    """Say yes or no for the unit that answers for the person. A yes lets a unit with a mandate
    see both records; a no tells nobody anything. Raises Stale, Refused, Likeness.DoesNotExist."""
    mine = Likeness.objects.permitted_to(actor, ANSWER_LIKENESS)
    ours = mine.filter(about_ours(actor.units(ANSWER_LIKENESS), on=on))
    row = ours.select_for_update(of=("self",)).get(pk=likeness_id)
    if row.state != LikenessState.ASKED:
        raise Refused(_("This has been answered already."))
    row.claim(version)
    if not is_ours:
        row.move(LikenessState.NO, on=on, answered_on=on, answered_by_id=actor.user_id)
        with by_the_house():
            _stop_reading(row, on=on)
        return row
    with by_the_house():
        unit = _let_settle(row, on=on)
    row.move(
        LikenessState.YES,
        on=on,
        answered_on=on,
        answered_by_id=actor.user_id,
        settled_by_unit_id=unit.pk if unit else None,
    )
    return row


@command(SETTLE_LIKENESS)
def settle_likeness(
    actor: Actor, *, likeness_id: int, version: int, is_same: bool, on: date, at: datetime
) -> Likeness:
    """Without merging: put the two units in touch, or say that they are two people. The unit
    that settled it reads neither record any more. Raises Stale, Likeness.DoesNotExist."""
    mine = Likeness.objects.permitted_to(actor, SETTLE_LIKENESS)
    mine = mine.to_settle(actor.units(SETTLE_LIKENESS))
    row = mine.select_for_update(of=("self",)).get(pk=likeness_id)
    row.claim(version)
    to = LikenessState.CONNECTED if is_same else LikenessState.APART
    row.move(to, on=on)
    with by_the_house():
        if is_same:
            _put_in_touch(row, on=on, at=at)
        else:
            NotTwice.tell_apart(row.person_id, row.met_id, by=actor.user_id, at=at)
        _stop_reading(row, on=on)
    return row


@command(SETTLE_LIKENESS)
def follow_up_likeness(actor: Actor, *, likeness_id: int, on: date, until: date) -> Likeness:
    """For the job: what was merged or told apart on another page is settled, what nobody
    answered since before `until` lapses, and nobody reads on for it."""
    rows = Likeness.objects.permitted_to(actor, SETTLE_LIKENESS)
    row = rows.select_for_update(of=("self",)).get(pk=likeness_id)
    first, second = sorted((row.person_id, row.met_id))
    people = Person.objects.filter(pk__in=(first, second))
    if people.exclude(merged_into=None).exists():
        row.move(LikenessState.MERGED, on=on)
    elif row.state == LikenessState.YES and NotTwice.objects.filter(
        person_id=first, other_id=second
    ):
        row.move(LikenessState.APART, on=on)
    elif row.asked_on < until and not row.has_same_number:
        row.move(LikenessState.LAPSED, on=on)
    else:
        return row
    _stop_reading(row, on=on)
    return row


def _let_settle(row: Likeness, *, on: date) -> Unit | None:
    """The unit that sees both from now on; None where one of them may not be shown to another
    unit any more, and who answers is not told which. Raises Refused without such a unit."""
    both = (row.person, row.met)
    if any(queries.is_kept_out(person) for person in both):
        return None
    answers = Responsibility.objects.running_on(on).coordinating().filter(person__in=both)
    unit = _who_decides(set(answers.values_list("unit_id", flat=True)), on=on)
    for person in both:
        _let_read(person, unit, on=on)
    return unit


def _who_decides(between: set[int], *, on: date) -> Unit:
    unit = queries.who_settles(between, on=on)
    if unit is None:
        raise Refused(_("No unit has the mandate to see both. Ask who keeps Heimveg."))
    return unit


def _let_read(person: Person, unit: Unit, *, on: date) -> None:
    Responsibility.contribute(
        person.pk, unit=unit, basis=Basis.ASKED, by=system_user(), on=on, accepted_on=None
    )


def _stop_reading(row: Likeness, *, on: date) -> None:
    """The sight that was given only to settle it ends, unless a hand-off or an errand needs it."""
    records = Person.objects.filter(pk__in=(row.person_id, row.met_id))
    ids = {pk for pair in records.values_list("pk", "merged_into_id") for pk in pair if pk}
    needed = Handoff.objects.open().filter(person_id__in=ids, mandate_unit=row.settled_by_unit_id)
    errands = Errand.objects.open().filter(person_id__in=ids, unit=row.settled_by_unit_id)
    kept = {*needed.values_list("person_id", flat=True)}
    kept |= {*errands.values_list("person_id", flat=True)}
    rows = Responsibility.objects.running_on(on).filter(
        person_id__in=ids - kept,
        unit=row.settled_by_unit_id,
        kind=Kind.CONTRIBUTING,
        basis=Basis.ASKED,
        accepted_on=None,
        made_by=system_user(),
    )
    rows.end(on=on, reason=EndReason.OVER)


def _put_in_touch(row: Likeness, *, on: date, at: datetime) -> None:
    """Each unit is told which the other is, on the front page of who knows. It names nobody."""
    running = Responsibility.objects.running_on(on).coordinating()
    answers = {
        r.person_id: r
        for r in running.filter(person_id__in=(row.person_id, row.met_id)).select_related(
            "unit", "named_worker", "made_by"
        )
    }
    knows, met = answers.get(row.person_id), answers.get(row.met_id)
    if knows is None or met is None:
        raise Refused(_("One of the units answers for nobody here any more. Merge, or wait."))
    taker = row.errand.receipt.taken_by if row.errand else met.made_by
    who_met = met.named_worker or taker
    who_knows = knows.named_worker or row.answered_by or taker
    _tell(row, who_met, met, other=knows.unit, at=at)
    _tell(row, who_knows, knows, other=met.unit, at=at)


def _tell(
    row: Likeness, user: User, answers: Responsibility, *, other: Unit, at: datetime
) -> None:
    tell_colleague(
        user,
        lambda language: word_of_the_other_unit(other, language=language),
        key=f"likeness:{row.pk}:{answers.person_id}",
        leads_to=reverse("desk:person", args=[answers.person_id]),
        at=at,
    )
