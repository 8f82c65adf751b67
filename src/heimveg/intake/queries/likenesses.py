"""Who else may be whom somebody has met, and the questions that wait for an answer."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When

from heimveg.access.gate import Actor
from heimveg.accounts.models import Membership, Unit
from heimveg.intake.models import Errand, Likeness, LikenessQuerySet, MetWhere
from heimveg.intake.models.likenesses import about_ours, given_to_settle
from heimveg.intake.permissions import ANSWER_LIKENESS, READ_WORDS, SETTLE_LIKENESS
from heimveg.intake.rules import MOST_ASKED, ErrandKind, LikenessState
from heimveg.persons.models import NotTwice, Person, Responsibility
from heimveg.persons.queries import candidates


def waiting(actor: Actor, *, on: date) -> LikenessQuerySet:
    """What the actor's units are to answer, and what they are to settle; the oldest first."""
    mine = Likeness.objects.permitted_to(actor, ANSWER_LIKENESS)
    asked = Q(state=LikenessState.ASKED) & about_ours(actor.units(ANSWER_LIKENESS), on=on)
    return mine.filter(asked | given_to_settle(actor.units(SETTLE_LIKENESS))).oldest_first()


def opened_to(actor: Actor, *, on: date) -> LikenessQuerySet:
    """Those about somebody the actor's units answer for, and those given them to settle."""
    mine = Likeness.objects.permitted_to(actor, ANSWER_LIKENESS)
    ours = about_ours(actor.units(ANSWER_LIKENESS), on=on)
    return mine.filter(ours | given_to_settle(actor.units(SETTLE_LIKENESS)))


def met_where(actor: Actor, likeness: Likeness) -> str | None:
    """None for who may not read such words; empty where nothing was written."""
    if not actor.may(READ_WORDS):
        return None
    row = MetWhere.objects.permitted_to(actor, READ_WORDS).filter(likeness=likeness).first()
    return row.place if row else ""


def not_sought(*, since: date) -> list[int]:
    """Contacts met outside that nobody has looked for elsewhere yet."""
    rows = Errand.objects.filter(kind=ErrandKind.OUTREACH, likenesses_sought_on=None)
    return list(rows.filter(came_on__gte=since).order_by("pk").values_list("pk", flat=True))


def sharing_a_number(*, on: date) -> list[tuple[int, int]]:
    """(known, met): records with one number that nobody has been asked about, of which different
    units answer. The number stood in `known` first: who wrote it in `met` is not asked, for the
    question would tell that somebody has it. Four queries.

    For the system alone. Nobody with a protected address or who works in the municipality.
    """
    people = Person.objects.whole().filter(
        id_index__isnull=False, protection=None, employed_in=None
    )
    shared = people.values("id_index").annotate(n=Count("pk")).filter(n__gt=1)
    rows = people.filter(id_index__in=shared.values("id_index"))
    running = Responsibility.objects.running_on(on).coordinating()
    answers = running.filter(person_id=OuterRef("pk")).values("unit_id")[:1]
    first = (F("numbered_at").asc(nulls_first=True), "pk")
    found = rows.annotate(answered_by=Subquery(answers)).order_by(*first)
    same: dict[bytes, list[tuple[int, int | None]]] = {}
    for index, pk, unit in found.values_list("id_index", "pk", "answered_by"):
        same.setdefault(bytes(index or b""), []).append((pk, unit))
    pairs = [pair for records in same.values() for pair in _pairs(records)]
    return _not_asked_about(pairs)


def _pairs(records: list[tuple[int, int | None]]) -> list[tuple[int, int]]:
    """Each that is followed, with the one before it that another unit follows, else nobody."""
    pairs = []
    for n, (met, unit) in enumerate(records):
        before = [(known, other) for known, other in records[:n] if unit and other != unit]
        followed = [known for known, other in before if other is not None]
        pairs += [(known, met) for known in (followed or [k for k, _other in before])[:1]]
    return pairs


def _not_asked_about(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    ids = {pk for pair in pairs for pk in pair}
    asked = Likeness.objects.filter(person_id__in=ids, met_id__in=ids)
    apart = NotTwice.objects.filter(person_id__in=ids, other_id__in=ids)
    done = {*asked.values_list("person_id", "met_id"), *apart.values_list("person_id", "other_id")}
    return [pair for pair in pairs if pair not in done and pair[::-1] not in done]


def followed_elsewhere(actor: Actor, met: Person, *, on: date) -> Sequence[Person]:
    """Records like `met` that only other units follow. Never of somebody with a protected address
    or who works in the municipality, and nobody is looked for on behalf of such a one.

    For the system alone: nobody else sees the records.
    """
    if is_kept_out(met) or met.merged_into_id is not None:
        return []
    alike = [
        c.person.pk for c in candidates(actor, ANSWER_LIKENESS, met.particulars, beside=met.pk)
    ]
    running = Responsibility.objects.running_on(on)
    own = running.filter(person=met).values("unit_id")
    of_row = running.filter(person_id=OuterRef("pk"))
    rows = Person.objects.whole().filter(
        Exists(of_row.coordinating()),
        ~Exists(of_row.filter(unit_id__in=own)),
        ~Exists(Likeness.objects.filter(person_id=OuterRef("pk"), met=met)),
        pk__in=alike,
        protection=None,
        employed_in=None,
    )
    likest = Case(*(When(pk=pk, then=Value(n)) for n, pk in enumerate(alike)), default=Value(0))
    return list(rows.order_by(likest, "pk")[:MOST_ASKED])


def is_kept_out(person: Person) -> bool:
    """Whom no question may be asked about."""
    is_protected = Person.objects.filter(pk=person.pk, protection__isnull=False).exists()
    return is_protected or person.employed_in_id is not None


def who_settles(between: set[int], *, on: date) -> Unit | None:
    """A unit with a mandate and somebody in it who may: rather a third than one of the two."""
    held = Membership.objects.running_on(on).filter(
        unit=OuterRef("pk"),
        role__in=sorted(str(role) for role in SETTLE_LIKENESS.roles),
        user__is_active=True,
    )
    units = Unit.objects.running_on(on).filter(Exists(held), has_mandate=True, is_inside=True)
    third = units.exclude(pk__in=between).order_by("pk").first()
    return third or units.order_by("pk").first()
