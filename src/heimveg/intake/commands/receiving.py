"""The one door: whoever takes it, it reaches the unit that is to see to it, the same day."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.house import by_the_house
from heimveg.accounts.models import Unit
from heimveg.accounts.queries import units_of_kind
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.intake.admitting import begin_housing_work
from heimveg.intake.letters import word_to_worker
from heimveg.intake.models import Errand, InstitutionNotice, Likeness, Receipt, Said
from heimveg.intake.models.errands import receipt_for
from heimveg.intake.permissions import READ_ERRANDS, RECEIVE_ERRAND
from heimveg.intake.queries.errands import is_strictly_protected, time_limit
from heimveg.intake.queries.routing import where
from heimveg.intake.relating import answering_for, relate
from heimveg.intake.rules import (
    NOTICES,
    Asked,
    DecidedBy,
    ErrandKind,
    Routed,
    age_on,
    answer_by,
    is_name_of,
)
from heimveg.notices.colleague import tell_colleague
from heimveg.persons import queries as persons
from heimveg.persons.models import NotTwice, Person, Responsibility
from heimveg.persons.rules import Particulars
from heimveg.stays.rules import InstitutionKind


class ProbablyKnown(Refused):
    """Records are there that may be of this person; somebody must look at them first."""

    def __init__(self, candidates: list[persons.Candidate]) -> None:
        super().__init__(_("Somebody like this is registered already."))
        self.candidates = candidates


@dataclass(frozen=True, slots=True)
class About:
    """Whom it is about: somebody seen, or particulars. `apart_from`: records looked at and found
    to be other people."""

    person_id: int | None = None
    said: Particulars = field(default_factory=Particulars)
    apart_from: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """What has come in, as it was told. The institution only for the notices from one."""

    kind: ErrandKind
    came_from: str = ""
    text: str = ""
    met_where: str = ""
    household_size: int = 1
    urgency_reasons: tuple[str, ...] = ()
    in_own_words: str = ""
    institution: InstitutionKind | None = None
    place: str = ""
    admitted_on: date | None = None
    expected_on: date | None = None
    is_homeless: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """Whom it turned out to be about: None for a new record. `is_seen`: the taker may know.
    `asks_about`: whom another unit knows by the number given, and is asked whether it is."""

    person_id: int | None
    is_seen: bool
    apart: tuple[int, ...] = ()
    asks_about: int | None = None


@command(RECEIVE_ERRAND)
def receive_errand(actor: Actor, *, told: Told, about: About, on: date, at: datetime) -> Receipt:
    """Register it with the unit that is to see to it, and give the taker a receipt.

    The taker need not see the person: somebody known to another unit gets it there, and the
    receipt says what it would of somebody nobody knows. Raises ProbablyKnown while a likeness
    has not been looked at, Person.DoesNotExist, and Refused for a stay that cannot be so.
    """
    found = _whom(actor, about)
    with by_the_house():
        found = _as_if_unknown(actor, told, about.said, found, on=on)
        return _delivered(actor, told, about.said, found, on=on, at=at)


def _whom(actor: Actor, about: About) -> _Found:
    """Likenesses are for who may see who follows a person: who keeps homes meets none."""
    if about.person_id is not None:
        seen = Person.objects.permitted_to(actor, RECEIVE_ERRAND).whole()
        person = seen.select_for_update(of=("self",)).get(pk=about.person_id)
        reads = Person.objects.permitted_to(actor, READ_ERRANDS).filter(pk=person.pk)
        return _Found(person.pk, is_seen=reads.exists())
    said = about.said
    Person.one_at_a_time(said.number)
    alike = persons.candidates(actor, READ_ERRANDS, said)
    if any(c.is_certain or c.person.pk not in about.apart_from for c in alike):
        raise ProbablyKnown(alike)
    unseen = persons.somebody_unseen_has(said.number) if said.number else None
    if unseen is not None:
        return _Found(unseen, is_seen=False, apart=tuple(c.person.pk for c in alike))
    return _Found(None, is_seen=True, apart=tuple(c.person.pk for c in alike))


def _as_if_unknown(
    actor: Actor, told: Told, said: Particulars, found: _Found, *, on: date
) -> _Found:
    """Where the taker's own unit would see what comes of it, a number that another unit has gives
    a new record there, as an unknown number and a protected person's do; and the unit that knows
    the number is asked (ADR 10). Else the list of one's own unit would tell who is known."""
    if found.is_seen or found.person_id is None or not said.number:
        return found
    answering = answering_for(found.person_id, on=on)
    asked = _asked(told, said, found.person_id, answering, on=on)
    reached = {_routed(asked, answering, on=on).unit_id, _shown_unit(told, said, on=on)}
    if told.kind in NOTICES and told.is_homeless:
        reached |= {office.pk for office in units_of_kind(UnitKind.HOUSING, on=on)[:1]}
    if not reached & actor.units(READ_ERRANDS):
        return found
    return _Found(None, True, found.apart, asks_about=found.person_id if answering else None)


def _shown_unit(told: Told, said: Particulars, *, on: date) -> int:
    """Where it would go if nobody knew the person: all that is told to who may not know."""
    return where(_asked(told, said, None, None, on=on), on=on).unit_id


def _delivered(  # one delivery has these parts
    actor: Actor, told: Told, said: Particulars, found: _Found, *, on: date, at: datetime
) -> Receipt:
    answering = answering_for(found.person_id, on=on)
    routed = _routed(_asked(told, said, found.person_id, answering, on=on), answering, on=on)
    unit = Unit.objects.get(pk=routed.unit_id)
    shown_id = unit.pk if found.is_seen else _shown_unit(told, said, on=on)
    if found.person_id is None:
        person = _registered(actor, unit, said, found.apart, on=on)
    else:
        person = Person.objects.select_for_update(of=("self",)).get(pk=found.person_id)
        if not found.is_seen and answering is None:
            unit = _not_ones_own(actor, unit, on=on)
        relate(person, unit, answering, by=actor.user_id, on=on)
    limit = time_limit(told.kind, on=on)
    receipt = receipt_for(
        told.kind, sent_to_id=shown_id, by=actor.user_id, at=at, answer_by=answer_by(limit, on)
    )
    given_as = "" if found.is_seen else _given_as(said, person)
    errand = Errand.objects.create(
        receipt=receipt, person=person, unit=unit, kind=told.kind, came_on=on,
        came_from=told.came_from, answer_by=receipt.answer_by, limit_source=limit.source,
        routed_by=routed.by, routing_rule_id=_rule_id(routed),
        household_size=told.household_size, urgency_reasons=list(told.urgency_reasons),
        in_own_words=told.in_own_words, given_as=given_as,
    )  # fmt: skip
    _keep_apart(errand, told)
    if told.kind in NOTICES and not given_as:  # no stay is written on somebody else
        begin_housing_work(errand, told, on=on)
    if found.asks_about is not None:
        known = Person.objects.get(pk=found.asks_about)
        Likeness.ask(errand, known, met_where="", on=on)
    _tell_named_worker(errand, answering, at=at)
    return receipt


def _asked(
    told: Told,
    said: Particulars,
    person_id: int | None,
    answering: Responsibility | None,
    *,
    on: date,
) -> Asked:
    born_on, year = said.born_on, said.birth_year
    if person_id is not None:
        known = Person.objects.get(pk=person_id)
        born_on, year = known.born_on, known.birth_year
    return Asked(
        told.kind,
        age=age_on(on, born_on=born_on, birth_year=year),
        institution=told.institution or "",
        is_homeless=told.is_homeless,
        answering_unit=answering.unit_id if answering else None,
    )


def _routed(asked: Asked, answering: Responsibility | None, *, on: date) -> Routed:
    """By the rules; but a strictly protected person's never leaves the unit that answers, for
    in another nobody is named who could see it."""
    if answering is not None and is_strictly_protected(answering.person_id):
        return Routed(answering.unit_id, DecidedBy.ANSWERING_UNIT)
    return where(asked, on=on)


def _registered(
    actor: Actor, unit: Unit, said: Particulars, apart: tuple[int, ...], *, on: date
) -> Person:
    """A new record, with an open case the routed unit answers for."""
    person = Person.register(
        unit=unit, by=actor.user_id, on=on, national_id=said.number, id_kind=said.id_kind,
        **said.plain,
    )  # fmt: skip
    for other_id in apart:
        NotTwice.tell_apart(person.pk, other_id, by=actor.user_id, at=clock.now())
    return person


def _not_ones_own(actor: Actor, unit: Unit, *, on: date) -> Unit:
    """Nobody comes to answer for a person they did not see by writing an errand: where a closed
    case would open with the taker's own unit, the unit with a mandate takes it first."""
    own = {unit_id for unit_id, _role in actor.grants}
    if unit.pk not in own:
        return unit
    others = Unit.objects.running_on(on).filter(is_inside=True).exclude(pk__in=own)
    return others.order_by("-has_mandate", "pk").first() or unit


def _given_as(said: Particulars, person: Person) -> str:
    """The name that came with a number, where it is not like the name of whose number it is: who
    gets the errand must see it. Nothing is told to who took it in."""
    given = said.name or said.nickname
    return "" if is_name_of(given, person.name, person.nickname) else given


def _rule_id(routed: Routed) -> int | None:
    return routed.route.id if routed.route else None


def _keep_apart(errand: Errand, told: Told) -> None:
    """What is health stands behind a wall of its own."""
    if told.text or told.met_where:
        Said.objects.create(
            errand=errand, person_id=errand.person_id, text=told.text, met_where=told.met_where
        )
    if told.institution is not None:
        InstitutionNotice.objects.create(
            errand=errand, person_id=errand.person_id, kind=told.institution, place=told.place,
            was_homeless=told.is_homeless, expected_on=told.expected_on,
        )  # fmt: skip


def _tell_named_worker(errand: Errand, answering: Responsibility | None, *, at: datetime) -> None:
    """Who follows the person up is told, whichever unit sees to it. The message names nobody."""
    if answering is None or answering.named_worker is None:
        return
    tell_colleague(
        answering.named_worker,
        lambda language: word_to_worker(errand, language=language),
        key=f"errand:{errand.pk}:worker",
        leads_to=reverse("intake:detail", args=[errand.pk]),
        at=at,
    )
