"""Six weeks at the one door of the invented town, by the real commands: what is new, what waits
past its day, what lacks something, what became a need, and who leaves without a home."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from heimveg.access.gate import Actor
from heimveg.accounts.models import Unit
from heimveg.accounts.rules import UnitKind
from heimveg.config.demo import names
from heimveg.config.demo.rows import moment
from heimveg.config.demo.town import Town
from heimveg.intake.commands import handling
from heimveg.intake.commands.likening import answer_likeness, settle_likeness
from heimveg.intake.commands.receiving import About, ProbablyKnown, Told, receive_errand
from heimveg.intake.commands.routing import adopt_routing
from heimveg.intake.jobs import ask_about_likenesses
from heimveg.intake.models import Errand, Likeness
from heimveg.intake.rules import ErrandKind, HowTold, Outcome
from heimveg.persons.models import Person, Responsibility
from heimveg.persons.rules import Particulars
from heimveg.stays.models import Stay
from heimveg.stays.rules import InstitutionKind, StayKind

K = ErrandKind
RULES = (
    ("Kontakt ute går til Utekontakten", UnitKind.OUTREACH, {"kinds": [str(K.OUTREACH)]}),
    (
        "Frå fengsel går til NAV",
        UnitKind.NAV,
        {"institutions": [str(InstitutionKind.PRISON)], "takes_over": False},
    ),
    (
        "Frå sjukehus og behandling går til rustenesta",
        UnitKind.SUBSTANCE_USE,
        {"kinds": [str(K.ADMISSION), str(K.DISCHARGE)]},
    ),
    ("Uro for ungdom går til psykisk helse", UnitKind.MENTAL_HEALTH,
     {"kinds": [str(K.CONCERN)], "age_below": 24}),
)  # fmt: skip
PLACES = {
    InstitutionKind.HOSPITAL: ("Distriktspsykiatrisk senter", "Post 3"),
    InstitutionKind.TREATMENT: ("Heimdal behandlingsheim", "Avdeling B"),
    InstitutionKind.PRISON: ("Fengselet", "Friomsorga"),
}
CAME_FROM = ("Fastlegen", "Heimetenesta", "Kyrkja sin bymisjon", "Krisesenteret", "Skulen")
WISHES = (
    "Vil bu for seg sjølv, gjerne nær syster si.",
    "Har hund. Treng ikkje stort.",
    "Vil bort frå sentrum.",
    "Ein plass der døra kan låsast.",
)
WORDS = (
    "Søv på sofaen hos ein kamerat, og må ut til helga.",
    "Søv lite og er redd for naboen.",
    "Har det betre no, men torer ikkje å gå heim.",
    "Ropar om natta. Naboane har ringt fleire gonger.",
)
TWICE = (  # the nickname, who knows it already, and who there has said yes
    ("Skipper", UnitKind.SUBSTANCE_USE, ""),
    ("Vesle-Kari", UnitKind.MENTAL_HEALTH, "koordinator"),
    ("Spelemannen", UnitKind.NAV, "nav"),
)
LACKS = ("Inntektspapir", "Kva dag utskrivinga blir", "Kven som er utleigar i dag")


@dataclass(frozen=True, slots=True)
class Plan:
    """One errand of the demo: what, how many days ago, by whom, and how far it has come."""

    kind: ErrandKind
    days_ago: int
    by: str
    then: str = ""  # take, lack, tell, need, close
    leaves_in: int | None = None
    institution: InstitutionKind | None = None
    nickname: str = ""


H, T, P = InstitutionKind
PLANS: tuple[Plan, ...] = (
    Plan(K.APPLICATION, 0, "tildelar"),
    Plan(K.APPLICATION, 1, "nav"),
    Plan(K.APPLICATION, 6, "tildelar2", "lack"),
    Plan(K.APPLICATION, 9, "saksbehandlar", "need"),
    Plan(K.APPLICATION, 20, "tildelar", "tell"),
    Plan(K.APPLICATION, 41, "tildelar", "take"),
    Plan(K.APPLICATION, 38, "saksbehandlar", "close"),
    Plan(K.REFERRAL, 2, "rus"),
    Plan(K.REFERRAL, 4, "fact", "take"),
    Plan(K.REFERRAL, 15, "rus", "need"),
    Plan(K.REFERRAL, 36, "nav"),
    Plan(K.CONCERN, 0, "vaktmeister"),
    Plan(K.CONCERN, 3, "eigedom", "take"),
    Plan(K.CONCERN, 12, "okonomi"),
    Plan(K.CONCERN, 25, "rus", "close"),
    Plan(K.OUTREACH, 1, "utekontakt", nickname="Lua"),
    Plan(K.OUTREACH, 8, "utekontakt", "take", nickname="Grøne jakka"),
    Plan(K.OUTREACH, 18, "rus", nickname="Han med sykkelen"),
    Plan(K.ADMISSION, 2, "tildelar", leaves_in=11, institution=H),
    Plan(K.ADMISSION, 9, "rus", "take", leaves_in=4, institution=T),
    Plan(K.ADMISSION, 30, "koordinator", leaves_in=75, institution=H),
    Plan(K.ADMISSION, 45, "nav", "take", leaves_in=-3, institution=P),
    Plan(K.DISCHARGE, 1, "vaktmeister", leaves_in=2, institution=P),
    Plan(K.DISCHARGE, 5, "koordinator", "lack", leaves_in=13, institution=H),
)


def take_in(town: Town, *, today: date, times: int = 1) -> None:
    """Everything at the door, in the order it came; `times` as much in a city."""
    adopt_rules(town, today=today)
    rng = Random(2026)  # noqa: S311  # not a secret
    for plan in sorted(PLANS * times, key=lambda plan: -plan.days_ago):
        _take_in(town, rng, plan, today=today)
    _about_known(town, rng, today=today)
    _stays_to_follow_up(today=today)
    _met_by_two(town, today=today)


def adopt_rules(town: Town, *, today: date) -> None:
    leader = town.users["leiar"].actor(on=today)
    day = today - timedelta(days=200)
    rows = [
        {"name": name, "unit_id": town.unit(kind).pk, **asks} for name, kind, asks in RULES
    ]  # fmt: skip
    adopt_routing(
        leader, seen_plan_id=None, rows=rows, note="Vedteke i leiargruppa", on=day, at=moment(day)
    )


def _take_in(town: Town, rng: Random, plan: Plan, *, today: date) -> None:
    day = today - timedelta(days=plan.days_ago)
    errand = _received(town, rng, plan, About(said=_somebody(rng, plan, today)), today=today)
    if plan.then:
        _next(_worker(errand, today), errand, plan, rng, on=day + timedelta(days=1))


def _received(town: Town, rng: Random, plan: Plan, about: About, *, today: date) -> Errand:
    day = today - timedelta(days=plan.days_ago)
    actor = town.users[plan.by].actor(on=today)
    told = _told(rng, plan, today)
    try:
        receipt = receive_errand(actor, told=told, about=about, on=day, at=moment(day))
    except ProbablyKnown as alike:  # looked at, and found to be others
        others = frozenset(row.person.pk for row in alike.candidates)
        about = replace(about, apart_from=others)
        receipt = receive_errand(actor, told=told, about=about, on=day, at=moment(day))
    return Errand.objects.select_related("person", "unit").get(receipt=receipt)


def _somebody(rng: Random, plan: Plan, today: date) -> Particulars:
    born = names.birth_day(rng, today=today)
    if plan.nickname:
        return Particulars(nickname=plan.nickname, birth_year=born.year)
    return Particulars(name=names.person_name(rng), born_on=born, phone=names.phone(rng))


def _told(rng: Random, plan: Plan, today: date) -> Told:
    told = Told(plan.kind, text=rng.choice(WORDS), household_size=rng.choice((1, 1, 1, 2, 3)))
    if plan.institution is None:
        from_whom = "" if plan.kind in {K.APPLICATION, K.OUTREACH} else rng.choice(CAME_FROM)
        reasons = ("loses_home",) if plan.kind is K.APPLICATION else ("nowhere_to_sleep",)
        asks = plan.kind in {K.APPLICATION, K.REFERRAL}
        return replace(
            told, came_from=from_whom, urgency_reasons=reasons if asks else (),
            in_own_words=rng.choice(WISHES) if asks or plan.nickname else "",
            met_where="Ved stasjonen" if plan.nickname else "",
        )  # fmt: skip
    name, ward = PLACES[plan.institution]
    return replace(
        told, came_from=name, institution=plan.institution, place=f"{name}, {ward}",
        admitted_on=today - timedelta(days=plan.days_ago + 1), is_homeless=True,
        expected_on=today + timedelta(days=plan.leaves_in or 0),
    )  # fmt: skip


def _worker(errand: Errand, today: date) -> Actor:
    """Somebody in the unit that sees to it."""
    held = errand.unit.memberships.running_on(today).exclude(role="property").order_by("pk")
    return held.select_related("user")[0].user.actor(on=today)


def _next(actor: Actor, errand: Errand, plan: Plan, rng: Random, *, on: date) -> None:
    key = {"errand_id": errand.pk, "version": errand.version}
    if plan.then == "lack":
        handling.ask_for_more(actor, **key, lacking=rng.choice(LACKS))
    elif plan.then == "tell":
        handling.reply_provisionally(actor, **key, how=HowTold.LETTER, on=on, at=moment(on))
    elif plan.then == "need":
        handling.begin_need(actor, **key, on=on)
    elif plan.then == "close":
        handling.close_errand(actor, **key, outcome=Outcome.ADVICE, on=on)
    else:
        handling.take_in_hand(actor, **key)


def _about_known(town: Town, rng: Random, *, today: date) -> None:
    """Something comes in about three whom another unit answers for already."""
    rus = town.unit(UnitKind.SUBSTANCE_USE)
    answered = Responsibility.objects.running_on(today).coordinating().filter(unit=rus)
    whole = answered.filter(person__protection=None, person__employed_in=None)
    ids = whole.order_by("person_id").values_list("person_id", flat=True)[:3]
    for n, person in enumerate(Person.objects.filter(pk__in=list(ids)).order_by("pk")):
        _received(town, rng, Plan(K.CONCERN, n, "rus"), About(person_id=person.pk), today=today)


def _met_by_two(town: Town, *, today: date) -> None:
    """Outreach meets three whom others follow by another name: one is to be answered, one is to
    be settled, and of one the two units have been put in touch."""
    decider = town.users["kommunalsjef"].actor(on=today)
    for days, (nickname, kind, by) in enumerate(TWICE, 2):
        known = _followed_by(town.unit(kind), town.unit(UnitKind.OUTREACH), today=today)
        if known is None:
            continue
        Person.objects.filter(pk=known.pk).update(nickname=nickname)
        plan = Plan(K.OUTREACH, days, "utekontakt", nickname=nickname)
        about = About(said=Particulars(nickname=nickname))
        _received(town, Random(days), plan, about, today=today)  # noqa: S311  # not a secret
        ask_about_likenesses.func()
        row = Likeness.objects.filter(person=known).first()
        if row is None or not by:
            continue
        actor, on = town.users[by].actor(on=today), today - timedelta(days=1)
        answer_likeness(actor, likeness_id=row.pk, version=row.version, is_ours=True, on=on)
        if kind is UnitKind.NAV:
            settle_likeness(
                decider, likeness_id=row.pk, version=row.version + 1, is_same=True, on=on,
                at=moment(on),
            )  # fmt: skip


def _followed_by(unit: Unit, not_by: Unit, *, today: date) -> Person | None:
    """Somebody this unit follows and the other does not, whom anybody may be asked about."""
    running = Responsibility.objects.running_on(today)
    theirs = running.filter(unit=not_by).values("person_id")
    mine = running.coordinating().filter(unit=unit).exclude(person_id__in=theirs)
    people = Person.objects.whole().filter(protection=None, employed_in=None, nickname="")
    return people.filter(pk__in=mine.values("person_id")).order_by("-pk").first()


def _stays_to_follow_up(*, today: date) -> None:
    """Some stays were to end last week, and nobody has written what came after."""
    temporary = Stay.objects.running_on(today).filter(kind=StayKind.TEMPORARY_ACCOMMODATION)
    for n, stay in enumerate(temporary.order_by("pk")[:6]):
        stay.expect_end(today - timedelta(days=3 + 4 * n), has_dwelling_after=False)
