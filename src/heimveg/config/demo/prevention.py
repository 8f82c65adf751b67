"""Homes at risk in the invented town, made by the real commands: signs from the caretaker, arrears
found at night, steps taken, plans agreed, an eviction that was prevented and one that was not; and
measures that touch rights, with their reviews."""

from datetime import date, timedelta
from random import Random

from heimveg.access.gate import Actor
from heimveg.accounts.rules import UnitKind
from heimveg.config.demo.rows import moment
from heimveg.config.demo.town import Town
from heimveg.persons.models import Case, Responsibility
from heimveg.prevention.commands import evicting, signs, steps, watching
from heimveg.prevention.models import PreventionCase
from heimveg.prevention.queries.watching import old_arrears
from heimveg.prevention.rules import Ground, HomeSignKind, Outcome, Result, spread
from heimveg.stays.rules import StayKind
from heimveg.support.commands import Told, record_measure
from heimveg.support.rules import MeasureKind, ViewKind
from heimveg.tenancies.models import Tenancy

SIGNS, PLANS, STEPPED = 9, 4, 8  # of each, in a town; what is left waits for its first contact
RESULTS = {
    "contact": Result.REACHED,
    "help": Result.DONE,
    "plan": Result.DECLINED,
}
NO_PLAN = "Avdrag og gjeldsråd vart tilbode to gonger. Leigaren ønskte ingen plan no."
LADDER = {  # step → days after the first contact
    "contact": 0,
    "help": 2,
    "plan": 9,
    "warning": 20,
    "social_services": 34,
    "notice_4_18": 35,
}
MEASURES = (
    (MeasureKind.LOCKED_DOOR, "consent",
     "Ytterdøra er låst om natta, slik bebuaren sjølv har bede om.",
     ViewKind.AGREES, "Eg søv betre slik.", 20),
    (MeasureKind.MONEY, "consent", "Bankkortet ligg hos basen, og blir henta kvar fredag.",
     ViewKind.PARTLY, "Greitt, men eg vil ha det til jul.", -6),
    (MeasureKind.ALARM, "disability", "Døralarm mellom 23 og 07 etter vedtak. Mildare er prøvd.",
     ViewKind.AGAINST, "Eg er ikkje eit barn.", 9),
)  # fmt: skip


def sign_and_follow(town: Town, rng: Random, *, today: date, at_most: int | None = None) -> None:
    """`at_most`: how many arrears are signed; the rest are left to the job of the night."""
    system = town.users["tildelar2"].actor(on=today)
    _caretakers_signs(town, rng, today)
    owing = list(old_arrears(system, on=today))[:at_most]
    for n, (account, ore) in enumerate(owing):
        day = today - timedelta(days=78 if n < 2 else rng.randrange(12, 20))
        day = _answered_on(account.person_id, day)
        watching.sign_arrears(
            system, tenancy_id=account.tenancy_id, ore=ore, on=day, at=moment(day)
        )
    _follow(town, today)


def _answered_on(person_id: int, day: date) -> date:
    """The day, or the later one on which a unit that came after it began to answer: the unit that
    a sign gives the person begins before nobody else's."""
    rows = Responsibility.objects.coordinating().filter(person_id=person_id, started_on__gt=day)
    later = rows.order_by("-started_on").values_list("started_on", flat=True).first()
    return later or day


def _caretakers_signs(town: Town, rng: Random, today: date) -> None:
    caretaker = town.users["vaktmeister"].actor(on=today)
    running = Tenancy.objects.running_on(today).order_by("pk")
    homes = list(running.values_list("pk", "started_on"))
    for tenancy_id, moved_in_on in rng.sample(homes, min(SIGNS, len(homes))):
        day = max(today - timedelta(days=rng.randrange(0, 25)), moved_in_on)
        kinds = (
            HomeSignKind.NOISE,
            HomeSignKind.NOISE,
            HomeSignKind.DAMAGE,
            HomeSignKind.NO_CONTACT,
        )
        signs.note_sign(
            caretaker, tenancy_id=tenancy_id, kind=rng.choice(kinds), seen_on=day, on=today,
            at=moment(day),
        )  # fmt: skip


def _follow(town: Town, today: date) -> None:
    """Some in contact, some with a plan, one kept after the notice, one that was put out."""
    office = town.users["tildelar2"].actor(on=today)
    open_now = PreventionCase.objects.open().filter(tenancy__money_signs__isnull=False)
    cases = list(open_now.distinct().order_by("first_sign_on", "pk")[: STEPPED + 2])
    if len(cases) > 2:
        _find_nobody(office, cases.pop())
    for n, case in enumerate(cases):
        begun = case.first_sign_on
        for code, after in LADDER.items():
            day = begun + timedelta(days=after)
            is_far = n < 2 or code in ("contact", "help")
            if is_far and day <= today:
                _take(office, case, code, day)
        if n == 0:
            _put_out(office, case, begun)
        elif n == 1:
            steps.close_case(
                office, case_id=case.pk, version=_version(case), outcome=Outcome.KEPT, on=today,
                because="Trekk i løna er avtala med leigaren, og husleiga går no av seg sjølv.",
            )  # fmt: skip
        elif n < 2 + PLANS:
            parts = spread(600_000 + 60_000 * n, times=6, first_on=today + timedelta(days=9))
            steps.agree_plan(
                office, case_id=case.pk, version=_version(case), instalments=parts, on=today,
                at=moment(today),
            )  # fmt: skip


def _find_nobody(office: Actor, case: PreventionCase) -> None:
    """Nobody was reached on three days: another hand goes next."""
    for after in (0, 2, 4):
        day = case.first_sign_on + timedelta(days=after)
        _take(office, case, "contact", day, Result.NOT_REACHED)


def _take(  # one step of a made-up case
    office: Actor, case: PreventionCase, code: str, day: date,
    result: Result | None = None,
) -> None:  # fmt: skip
    steps.take_step(
        office, case_id=case.pk, version=_version(case), code=code,
        result=result or RESULTS.get(code, Result.SENT), taken_on=day, on=day, at=moment(day),
        words=NO_PLAN if code == "plan" else "",
        ground=Ground.ARREARS if code in ("warning", "notice_4_18") else None,
    )  # fmt: skip


def _put_out(office: Actor, case: PreventionCase, begun: date) -> None:
    _take(office, case, "petition", begun + timedelta(days=50))
    day = begun + timedelta(days=70)
    evicting.record_eviction(
        office, case_id=case.pk, version=_version(case), carried_out_on=day,
        sleeps=StayKind.TEMPORARY_ACCOMMODATION, on=day, at=moment(day),
    )  # fmt: skip


def _version(case: PreventionCase) -> int:
    return int(PreventionCase.objects.values_list("version", flat=True).get(pk=case.pk))


def record_measures(town: Town, *, today: date) -> None:
    """A few measures for people whom the coordinator's unit answers for."""
    unit = town.unit(UnitKind.MENTAL_HEALTH)
    carer = town.users["koordinator"].actor(on=today)
    mine = Case.objects.open().filter(
        person__responsibilities__unit=unit,
        person__responsibilities__ended_on=None,
        person__protection=None,
        person__employed_in=None,
    )
    people = list(mine.order_by("person_id").values_list("person_id", flat=True).distinct())
    for person_id, (kind, ground, what, view, words, days) in zip(people, MEASURES, strict=False):
        review = today + timedelta(days=days)
        told = Told(
            kind=kind, what=what, ground=ground, decided_by="Ragnhild Øvrelid, koordinator",
            started_on=review - timedelta(days=120), ended_on=None, review_on=review, view=view,
            words=words,
        )  # fmt: skip
        record_measure(carer, person_id=person_id, unit=unit, told=told, on=today)
