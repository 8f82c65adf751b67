from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from heimveg.access.roles import Role
from heimveg.persons.models import Protection
from heimveg.tenancies.commands import leasing
from heimveg.tenancies.models import Lease, LeasePaper, QuitNotice
from heimveg.tenancies.rules.lease import Standing
from heimveg.upkeep.models import Turnover
from tests.accounts.factories import UnitFactory
from tests.tenancies.factories import let

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
DAY = date(2026, 11, 23)


@pytest.fixture
def tenancy(housing):
    return let(housing)


@pytest.fixture
def draft(officer, tenancy):
    return leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nn", on=DAY)


def sign(officer, lease, on=DAY):
    return leasing.sign_lease(
        officer, lease_id=lease.pk, version=lease.version, how="on_paper", signed_on=on, on=DAY
    )


def typed(lease, **changed):
    said = {
        "starts_on": "2026-12-01", "ends_on": "2028-12-01", "short_ground": "municipal",
        "told_in_writing_on": "2026-11-20", "weighty_reason": "", "rent": "9500", "deposit": "0",
        "rent_reason": "new_lease",
        "notice_months": "3", "is_index_regulated": "on", "terms": "", "language": "nb",
        "row_version": str(lease.version),
    }  # fmt: skip
    return said | changed


def test_a_draft_begins_with_what_the_tenancy_says(office, tenancy, form):
    answer = office.post(f"/tenancies/{tenancy.pk}/leases/", form())

    lease = Lease.objects.get()
    assert answer.headers["Location"] == f"/leases/{lease.pk}/"
    assert (lease.starts_on, lease.ends_on, lease.rent_ore_month) == (
        date(2026, 3, 1), date(2029, 3, 1), 900_000,
    )  # fmt: skip


def test_a_draft_of_a_tenancy_that_has_ended_is_not_signed(office, tenancy, draft):
    address = f"/leases/{draft.pk}/"
    assert f"{address}sign/" in office.get(address).content.decode()
    tenancy.end(on=DAY)
    assert f"{address}sign/" not in office.get(address).content.decode()


def test_a_second_draft_is_refused(office, tenancy, draft, form):
    assert office.post(f"/tenancies/{tenancy.pk}/leases/", form()).status_code == 409


def test_the_draft_is_written_and_the_law_answers(office, draft, form):
    answer = office.post(f"/leases/{draft.pk}/", form(**typed(draft)), follow=True)

    text = answer.content.decode()
    draft.refresh_from_db()
    assert (draft.rent_ore_month, draft.short_ground) == (950_000, "municipal")
    assert "The tenant was told in writing on 20 November 2026." in text
    assert "husleieloven § 11-1" in text


def test_a_forgotten_notice_stops_the_lease_with_the_reason(office, draft, form):
    office.post(f"/leases/{draft.pk}/", form(**typed(draft, told_in_writing_on="")))
    draft.refresh_from_db()
    said = form(how="in_person", signed_on="2026-11-23", row_version=str(draft.version))
    answer = office.post(f"/leases/{draft.pk}/sign/", said)

    assert answer.status_code == 409
    assert "The lease cannot be signed" in answer.content.decode()
    assert "(husleieloven § 11-1)" in answer.content.decode()
    assert Lease.objects.get().state == "draft"
    assert not LeasePaper.objects.exists()


def test_signing_puts_it_in_force_and_keeps_the_paper(office, officer, tenancy, draft, form):
    said = form(how="in_person", signed_on="2026-11-23", row_version=str(draft.version))
    office.post(f"/leases/{draft.pk}/sign/", said)

    lease = Lease.objects.get()
    assert (lease.state, lease.signed_on, lease.recorded_by_id) == ("signed", DAY, officer.user_id)
    assert lease.checks[0]["paragraph"] == "husleieloven § 9-3"
    paper = office.get(f"/leases/{lease.pk}/paper/")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content == bytes(LeasePaper.objects.get().pdf)
    assert b"/StructTreeRoot" in paper.content
    assert b"nn" in paper.content


def test_the_next_version_replaces_it_and_the_tenancy_follows(officer, tenancy, draft):
    sign(officer, draft)
    following = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    content = {"starts_on": DAY, "ends_on": None, "rent_ore_month": 980_000}
    content["rent_reason"] = "new_lease"
    leasing.change_lease(officer, lease_id=following.pk, version=1, content=content)
    following.refresh_from_db()
    sign(officer, following)

    draft.refresh_from_db()
    tenancy.refresh_from_db()
    assert (draft.standing(DAY), following.number) == (Standing.REPLACED, 2)
    assert (tenancy.lease_until, tenancy.rent_ore_month) == (None, 980_000)


def test_what_is_signed_never_changes(officer, draft):
    lease = sign(officer, draft)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Lease.objects.filter(pk=lease.pk).update(rent_ore_month=1)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Lease.objects.filter(pk=lease.pk).update(state="draft")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        LeasePaper.objects.update(digest="x")
    with pytest.raises(leasing.Refused):
        leasing.change_lease(officer, lease_id=lease.pk, version=lease.version, content={})


def test_the_database_refuses_a_municipal_lease_nobody_was_told_of(officer, draft):
    with pytest.raises(IntegrityError, match="municipal_lease_was_told_in_writing"):
        Lease.objects.filter(pk=draft.pk).update(
            short_ground="municipal", state="signed", signed_on=DAY, signed_how="on_paper"
        )


def test_a_condition_in_the_terms_stops_it(officer, draft):
    terms = "You may live here as long as you accept follow-up."
    leasing.change_lease(officer, lease_id=draft.pk, version=1, content={"terms": terms})
    draft.refresh_from_db()
    with pytest.raises(leasing.LeaseStopped, match="as long as you accept follow-up"):
        sign(officer, draft)


def test_who_saved_later_meets_what_others_saved(office, draft, form):
    office.post(f"/leases/{draft.pk}/", form(**typed(draft)))
    assert office.post(f"/leases/{draft.pk}/", form(**typed(draft))).status_code == 409


def test_what_makes_no_sense_is_shown_again(office, draft, form):
    answer = office.post(f"/leases/{draft.pk}/", form(**typed(draft, rent="-1", starts_on="")))
    assert answer.status_code == 422
    assert "2028-12-01" in answer.content.decode()


def test_a_form_sent_twice_signs_once(office, draft, form):
    said = form(how="in_person", signed_on="2026-11-23", row_version=str(draft.version))
    answers = [office.post(f"/leases/{draft.pk}/sign/", said) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 303]
    assert LeasePaper.objects.count() == 1


def test_nobody_signs_tomorrow(office, draft, form):
    said = form(how="in_person", signed_on="2026-11-24", row_version=str(draft.version))
    assert office.post(f"/leases/{draft.pk}/sign/", said).status_code == 422


def test_a_lease_is_ended_by_agreement(office, officer, tenancy, draft, form):
    lease = sign(officer, draft)
    said = form(on="2027-01-01", row_version=str(lease.version))
    office.post(f"/leases/{lease.pk}/end/", said)
    lease.refresh_from_db()
    tenancy.refresh_from_db()
    assert (lease.state, lease.ended_on, tenancy.lease_until) == (
        "ended", date(2027, 1, 1), date(2027, 1, 1),
    )  # fmt: skip


def test_a_landlord_writes_leases_in_own_stock_only(act_as, log_in, tenancy, draft, form):
    own = log_in(act_as((tenancy.dwelling.estate.managed_by, Role.PROPERTY)))
    assert own.get(f"/leases/{draft.pk}/").status_code == 200
    other = log_in(act_as((UnitFactory(), Role.PROPERTY)))
    for path in ("", "paper/"):
        assert other.get(f"/leases/{draft.pk}/{path}").status_code == 404
    said = form(how="in_person", signed_on="2026-11-23", row_version="1")
    assert other.post(f"/leases/{draft.pk}/sign/", said).status_code == 404


def test_a_caretaker_reads_and_does_not_write(act_as, log_in, tenancy, draft):
    caretaker = act_as((tenancy.dwelling.estate.managed_by, Role.CARETAKER))
    page = log_in(caretaker).get(f"/leases/{draft.pk}/").content.decode()
    assert "Save the draft" not in page
    with pytest.raises(PermissionDenied):
        sign(caretaker, draft)


def test_a_lease_at_a_protected_address_is_not_there(office, tenancy, draft):
    Protection.objects.create(person=tenancy.person, grade="confidential", since=DAY)
    assert office.get(f"/leases/{draft.pk}/").status_code == 404


def test_a_notice_that_lacks_something_is_void(office, tenancy, form):
    said = {"given_by": "landlord", "given_on": "2026-11-23", "ground": "own_use"}
    whole = {"is_written": "on", "tells_of_protest": "on", "tells_of_consequence": "on"}
    address = f"/tenancies/{tenancy.pk}/notice/"
    void = office.post(address, form(**said, is_written="on"))
    assert void.status_code == 409
    assert "§ 9-7" in void.content.decode()
    assert not QuitNotice.objects.exists()

    office.post(address, form(**said, **whole))
    notice = QuitNotice.objects.get()
    assert (notice.out_on, notice.protest_by) == (date(2027, 3, 1), date(2026, 12, 23))
    page = office.get(f"/tenancies/{tenancy.pk}/").content.decode()
    assert "The tenant can protest until" in page


def test_a_landlords_notice_entered_long_after_says_why(office, tenancy, form):
    whole = {"is_written": "on", "tells_of_protest": "on", "tells_of_consequence": "on"}
    said = {"given_by": "landlord", "given_on": "2026-11-08", "ground": "own_use"} | whole
    address = f"/tenancies/{tenancy.pk}/notice/"

    asked = office.post(address, form(**said))
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "This was 15 days ago" in page
    assert 'href="#id_late_because"' in page
    assert "2026-11-08" in page
    ill = office.post(address, form(**said, late_because="Leigaren låg på psykiatrisk avdeling."))
    assert ill.status_code == 422
    assert not QuitNotice.objects.exists()

    why = "The letter lay in another office."
    assert office.post(address, form(**said, late_because=why)).status_code == 302
    assert QuitNotice.objects.get().late_because == why
    assert why in office.get(f"/tenancies/{tenancy.pk}/").content.decode()


@pytest.mark.parametrize(("by", "day"), [("landlord", "2026-11-09"), ("tenant", "2026-09-01")])
def test_a_notice_in_time_or_the_tenants_own_is_asked_nothing(office, tenancy, form, by, day):
    whole = {"is_written": "on", "tells_of_protest": "on", "tells_of_consequence": "on"}
    said = {"given_by": by, "given_on": day, "ground": "own_use", "late_because": ""} | whole
    assert office.post(f"/tenancies/{tenancy.pk}/notice/", form(**said)).status_code == 302


def test_the_page_of_the_tenancy_costs_the_same_however_many_versions(
    office, officer, tenancy, draft, constant_queries
):
    sign(officer, draft)

    def more():
        lease = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
        leasing.change_lease(officer, lease_id=lease.pk, version=1, content={"starts_on": DAY})
        lease.version = 2
        sign(officer, lease)

    constant_queries(lambda: office.get(f"/tenancies/{tenancy.pk}/"), more)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        ("1899-12-31", ""), ("1999-01-01", ""), ("2026-02-28", ""), ("2031-01-01", ""),
        ("9999-01-01", ""), ("2026-12-01", "2026-12-01"),
    ],
)  # fmt: skip
def test_a_lease_begins_within_the_tenancy_and_ends_later(office, draft, form, starts_on, ends_on):
    said = typed(draft, starts_on=starts_on, ends_on=ends_on)
    assert office.post(f"/leases/{draft.pk}/", form(**said)).status_code == 422
    assert office.get(f"/leases/{draft.pk}/").status_code == 200


def test_a_draft_can_be_thrown_away_and_a_signed_lease_cannot(
    office, officer, tenancy, draft, form
):
    address = f"/leases/{draft.pk}/throw-away/"
    assert office.post(address, form(row_version="7")).status_code == 409
    assert office.post(address, form(row_version="1")).status_code == 302
    assert not Lease.objects.exists()

    signed = sign(officer, leasing.draft_lease(
        officer, tenancy_id=tenancy.pk, language="nn", on=DAY
    ))  # fmt: skip
    again = office.post(f"/leases/{signed.pk}/throw-away/", form(row_version=str(signed.version)))
    assert again.status_code == 409
    assert Lease.objects.count() == 1


@pytest.mark.parametrize("on", ["2026-02-28", "2029-03-02", "2027-12-01", "9999-01-01", ""])
def test_a_lease_ends_within_its_time_and_not_far_ahead(office, officer, draft, form, on):
    lease = sign(officer, draft)
    said = form(on=on, row_version=str(lease.version))
    assert office.post(f"/leases/{lease.pk}/end/", said).status_code == 409
    lease.refresh_from_db()
    assert lease.state == "signed"


@pytest.mark.parametrize("day", ["1999-12-31", "1899-12-31", "2026-11-24"])
def test_what_was_done_is_dated_when_the_law_is_known_and_not_in_the_future(
    office, tenancy, draft, form, day
):
    said = form(how="in_person", signed_on=day, row_version="1")
    assert office.post(f"/leases/{draft.pk}/sign/", said).status_code == 422
    notice = form(given_by="tenant", given_on=day)
    assert office.post(f"/tenancies/{tenancy.pk}/notice/", notice).status_code == 422


def test_the_tenants_own_notice_needs_no_form_begins_the_turnover_and_can_be_withdrawn(
    office, tenancy, form
):
    address = f"/tenancies/{tenancy.pk}/notice/"
    said = {"given_by": "tenant", "given_on": "2026-11-20"}
    assert office.post(address, form(**said)).status_code == 302
    notice, turnover = QuitNotice.objects.get(), Turnover.objects.get()
    assert (turnover.noticed_on, turnover.expected_vacant_on) == (
        date(2026, 11, 20), notice.out_on,
    )  # fmt: skip
    assert office.post(address, form(**said)).status_code == 409

    office.post(f"/notices/{notice.pk}/withdraw/", form())
    turnover.refresh_from_db()
    assert turnover.cancelled_on == DAY
    assert office.post(f"/notices/{notice.pk}/withdraw/", form()).status_code == 409
    assert office.post(address, form(**said)).status_code == 302


def test_another_units_notice_is_not_withdrawn(office, act_as, log_in, tenancy, form):
    office.post(f"/tenancies/{tenancy.pk}/notice/", form(given_by="tenant", given_on="2026-11-20"))
    other = log_in(act_as((UnitFactory(), Role.PROPERTY)))
    address = f"/notices/{QuitNotice.objects.get().pk}/withdraw/"
    assert other.post(address, form()).status_code == 404


def test_a_new_version_says_what_is_new_in_it(office, officer, tenancy):
    first = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    leasing.sign_lease(
        officer, lease_id=first.pk, version=1, how="on_paper", signed_on=DAY, on=DAY
    )
    assert "What is new" not in office.get(f"/leases/{first.pk}/").content.decode()
    second = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    leasing.change_lease(
        officer, lease_id=second.pk, version=1, content={"terms": "Parking place 4."}
    )
    page = " ".join(office.get(f"/leases/{second.pk}/").content.decode().split())
    assert "What is new since version 1" in page
    assert "Parking place 4., before: nothing" in page
    part = page.split("What is new since version 1")[1].split("</section>")[0]
    assert "Months of notice" not in part


def test_the_menu_knows_where_a_lease_stands(office, officer, tenancy):
    lease = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    page = office.get(f"/leases/{lease.pk}/")
    homes = next(link for link in page.context["navigation"] if link.label == "Homes")
    assert [place.label for place in homes.places if place.is_current] == ["Tenancies"]
