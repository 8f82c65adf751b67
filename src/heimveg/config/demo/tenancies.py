"""The demo's agreements: leases in force, a draft that the law stops, reviews before the end."""

from datetime import date, timedelta
from io import BytesIO

from heimveg.accounts.queries import system_actor
from heimveg.engines.allowance import LoanCase
from heimveg.tenancies import word
from heimveg.tenancies.commands.agreeing import sign_agreement, write_agreement
from heimveg.tenancies.commands.leasing import draft_lease, sign_lease
from heimveg.tenancies.commands.quitting import give_notice, record_protest
from heimveg.tenancies.commands.renewing import decide_renewal, open_review, reckon_renewal
from heimveg.tenancies.commands.templating import keep_template
from heimveg.tenancies.models import Lease, RenewalReview, Tenancy
from heimveg.tenancies.queries.renewals import due_for_review
from heimveg.tenancies.rules.agreeing import AgreementKind, LegalBasis
from heimveg.tenancies.rules.law import months_after
from heimveg.tenancies.rules.lease import LeaseState, ShortGround, SignedHow
from heimveg.tenancies.rules.quitting import GivenBy, ProtestHow, QuitForm, QuitGround
from heimveg.tenancies.rules.renewal import Way

YEARS = 36  # months of a lease by the main rule
REVIEWS = 40  # opened one by one
DECIDED = 12
LATER = 6  # tenancies whose next lease is being written, or who have agreements beside it
BEFORE = 48  # reviews of years gone by
REASONS = {
    Way.BUY: "Fast inntekt i to år. Startlån og tilskot rekk til ein toroms.",
    Way.MOVE_ON: "Klarer seg godt. Ein ordinær bustad nærare jobben passar betre.",
    Way.STAY: "Trivst, betaler i tide, og ingen annan bustad passar betre no.",
}
TEXT = "Vi kjem innom tysdagar når det passar for deg. Du kan seie nei når som helst."
CASE = LoanCase(
    net_income=25_000,
    allowance=1_800,
    living_costs=12_900,
    debts=700,
    running_costs=4_200,
    rate_per_mille_percent=4_600,
    years=30,
    grants=250_000,
    own_money=15_000,
    price=1_650_000,
)


def agree_and_review(today: date) -> None:
    """The same rows for the same town. Leases in bulk; what people do, by the commands."""
    running = list(Tenancy.objects.running_on(today).filter(ended_on=None).order_by("pk"))
    Lease.objects.bulk_create(
        [_lease(row, today) for row in running if row.lease_until], batch_size=2000
    )
    _keep(_reviews_before(running, today), today)
    _review(today)
    _own_template(today)
    later = [row for row in running if row.lease_until][:: max(1, len(running) // LATER)]
    for number, tenancy in enumerate(later[:LATER]):
        _agree(tenancy, today)
        if number % 2 == 0:
            _draft(tenancy, today)
    if (soon := ends_soonest(running, today)) is not None:
        _agree_on_the_next(soon, today)
    _give_notices([row for row in running if row not in later][-2:], today)


def _lease(tenancy: Tenancy, today: date) -> Lease:
    """The lease that holds now: it has begun, however long it lasts."""
    until = tenancy.lease_until or tenancy.started_on
    start = max(tenancy.started_on, min(months_after(until, -YEARS), today))
    return Lease(
        person_id=tenancy.person_id,
        tenancy=tenancy,
        number=1,
        state=LeaseState.SIGNED,
        language="nn" if tenancy.pk % 2 else "nb",
        starts_on=start,
        ends_on=until,
        rent_ore_month=tenancy.rent_ore_month or 0,
        drafted_on=start - timedelta(days=10),
        holds_from=start,
        signed_on=start - timedelta(days=3),
        signed_how=SignedHow.IN_PERSON if tenancy.pk % 3 else SignedHow.ON_PAPER,
    )


def _reviews_before(running: list[Tenancy], today: date) -> list[RenewalReview]:
    """What came of reviews when the lease before this one ran out."""
    ways = (Way.STAY, Way.STAY, Way.MOVE_ON, Way.STAY, Way.BUY)
    found = []
    for number, tenancy in enumerate(running[:BEFORE]):
        way, day = ways[number % len(ways)], today - timedelta(days=40 + 31 * number)
        found.append(
            RenewalReview(
                person_id=tenancy.person_id,
                tenancy=tenancy,
                lease_until=day + timedelta(days=90),
                opened_on=day - timedelta(days=60),
                done_on=day,
                done_by_id=system_actor().user_id,
                way=way,
                reasons=REASONS[way],
            )
        )
    return found


def _keep(reviews: list[RenewalReview], today: date) -> None:
    """Buying rests on a reckoning, which is kept before the way is written."""
    bought = [row for row in reviews if row.way == Way.BUY]
    RenewalReview.objects.bulk_create([row for row in reviews if row.way != Way.BUY])
    for row in bought:
        done_on, reasons, by = row.done_on or today, row.reasons, row.done_by_id or 0
        row.way, row.reasons, row.done_on, row.done_by_id = Way.NONE, "", None, None
        row.save()
        reckon_renewal(system_actor(), review_id=row.pk, case=CASE, on=done_on)
        row.decide(Way.BUY, reasons=reasons, wish="", on=done_on, by=by)


def _review(today: date) -> None:
    """Reviews of the leases that end within half a year; some are decided."""
    actor, ways = system_actor(), list(REASONS)
    due = due_for_review(today).order_by("lease_until", "pk").values_list("pk", flat=True)
    for number, tenancy_id in enumerate(list(due[:REVIEWS])):
        review = open_review(actor, tenancy_id=tenancy_id, on=today - timedelta(days=20))
        if number % 4 == 0 or number % 9 == 0:  # every decision to buy rests on one
            reckon_renewal(actor, review_id=review.pk, case=CASE, on=today - timedelta(days=9))
        if number % 3 == 0 and number < DECIDED * 3:
            way = ways[number // 3 % len(ways)]
            decide_renewal(
                actor,
                review_id=review.pk,
                version=1,
                way=way,
                reasons=REASONS[way],
                wish="",
                on=today - timedelta(days=5),
            )


def _draft(tenancy: Tenancy, today: date) -> None:
    """The next lease, short, and nobody has written that the tenant was told."""
    lease = draft_lease(system_actor(), tenancy_id=tenancy.pk, language="nb", on=today)
    lease.ends_on = months_after(lease.starts_on, 24)
    lease.short_ground = ShortGround.MUNICIPAL
    lease.save(update_fields=["ends_on", "short_ground"])


TEMPLATE = (
    "Leigeavtale / leieavtale",
    "{{ landlord }} leiger ut til {{ tenant }}: {{ home }}.",
    "Avtalen gjeld frå {{ from_day }}. Siste dag: {{ until_day }}.",
    "Leige i månaden: {{ rent }}. Depositum: {{ deposit }}.",
    "Oppseiingsfrist i månader: {{ notice_months }}.",
    "{{ told_in_writing }}",
    "{{ terms }}",
    "{{ reference }}",
)


def _own_template(today: date) -> None:
    """The invented municipality's own lease in Word, where Word files can be made."""
    if not word.is_installed():
        return
    from docx import Document  # comes with the extra

    document, made = Document(), BytesIO()
    document.add_heading(TEMPLATE[0], level=1)
    for text in TEMPLATE[1:]:
        document.add_paragraph(text)
    document.save(made)
    keep_template(
        system_actor(), content=made.getvalue(), name="leigeavtale-oppdikta.docx", on=today
    )


def ends_soonest(running: list[Tenancy], today: date) -> Tenancy | None:
    """Whose next lease is signed already and comes within three months."""
    window = today + timedelta(days=14), today + timedelta(days=90)
    soon = [
        row for row in running if row.lease_until and window[0] <= row.lease_until <= window[1]
    ]
    return min(soon, key=lambda row: (row.lease_until, row.pk), default=None)


def _give_notices(tenancies: list[Tenancy], today: date) -> None:
    """The landlord's notices: one was protested in time, the other may still be."""
    actor = system_actor()
    whole = QuitForm(
        GivenBy.LANDLORD, is_written=True, ground=QuitGround.BUILDING, tells_of_protest=True,
        tells_of_consequence=True,
    )  # fmt: skip
    for tenancy, days in zip(tenancies, (75, 12), strict=False):
        day = today - timedelta(days=days)
        if tenancy.started_on > day:
            continue
        notice = give_notice(
            actor, tenancy_id=tenancy.pk, form=whole, given_on=day, is_single_room=False, on=today,
            late_because="Oppseiinga låg i den gamle arkivløysinga, og vart funnen no.",
        )  # fmt: skip
        if days > 30:
            record_protest(
                actor, notice_id=notice.pk, received_on=day + timedelta(days=20),
                how=ProtestHow.LETTER, words="Eg har ingen annan stad å bu, og vil bli.", on=today,
            )  # fmt: skip


def _agree_on_the_next(tenancy: Tenancy, today: date) -> None:
    """Signed, and coming when the present lease runs out."""
    actor = system_actor()
    lease = draft_lease(actor, tenancy_id=tenancy.pk, language="nn", on=today)
    sign_lease(
        actor, lease_id=lease.pk, version=1, how=SignedHow.IN_PERSON, signed_on=today, on=today
    )


def _agree(tenancy: Tenancy, today: date) -> None:
    actor = system_actor()
    content = {
        "kind": AgreementKind.HOME_AND_SERVICE,
        "legal_basis": LegalBasis.SERVICES,
        "text": TEXT,
        "starts_on": today - timedelta(days=30),
    }
    made = write_agreement(actor, tenancy_id=tenancy.pk, content=content, on=today)
    sign_agreement(actor, agreement_id=made.pk, version=1, on=today - timedelta(days=30))
