from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.db import IntegrityError

from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.tenancies.models import Agreement, CrisisStep
from tests.accounts.factories import UnitFactory
from tests.tenancies.factories import let

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
DAY = date(2026, 11, 23)


@pytest.fixture
def team():
    return UnitFactory()


@pytest.fixture
def tenancy(team):
    return let(team)


@pytest.fixture
def office(log_in, act_as, team):
    return log_in(act_as((team, Role.COORDINATOR)))


def said(form, **changed):
    return form(**{
        "kind": "home_and_service", "legal_basis": "hol_3_2_6b", "other_party": "", "amount": "",
        "text": "We come by on Tuesdays when it suits you.", "starts_on": "2026-12-01",
        "ends_on": "",
    } | changed)  # fmt: skip


def written(office, tenancy, form, **changed):
    office.post(f"/tenancies/{tenancy.pk}/agreements/", said(form, **changed))
    return Agreement.objects.order_by("-pk").first()


def test_an_agreement_is_written_signed_and_ended_without_touching_the_lease(
    office, tenancy, form
):
    made = written(office, tenancy, form)
    assert (made.state, made.number) == ("draft", 1)

    office.post(f"/agreements/{made.pk}/sign/", form(row_version="1"))
    made.refresh_from_db()
    assert (made.state, made.signed_on) == ("signed", DAY)

    office.post(f"/agreements/{made.pk}/end/", form(row_version="2"))
    made.refresh_from_db()
    tenancy.refresh_from_db()
    assert made.state == "ended"
    assert (tenancy.ended_on, tenancy.lease_until) == (None, date(2029, 3, 1))


def test_a_new_version_replaces_the_one_in_force(office, tenancy, form):
    first = written(office, tenancy, form)
    office.post(f"/agreements/{first.pk}/sign/", form(row_version="1"))
    second = written(office, tenancy, form, text="We come by on Fridays.")
    office.post(f"/agreements/{second.pk}/sign/", form(row_version="1"))
    first.refresh_from_db()
    assert (first.state, second.number) == ("replaced", 2)


SAFETY = {"kind": "safety", "legal_basis": "", "text": "We answer when you call."}


@pytest.mark.parametrize("nobody", ["", "   "])
def test_a_safety_agreement_names_the_private_landlord(office, tenancy, form, nobody):
    address = f"/tenancies/{tenancy.pk}/agreements/"
    answer = office.post(address, said(form, **SAFETY, other_party=nobody))
    assert answer.status_code == 422
    assert "Write who the private landlord is" in answer.content.decode()
    assert "We answer when you call." in answer.content.decode()
    assert not Agreement.objects.exists()
    made = written(office, tenancy, form, **SAFETY, other_party="Berg Utleige AS")
    office.post(f"/agreements/{made.pk}/sign/", form(row_version="1"))
    made.refresh_from_db()
    assert (made.state, made.other_party) == ("signed", "Berg Utleige AS")


def test_one_from_before_that_names_nobody_is_not_signed(office, tenancy, form):
    made = written(office, tenancy, form, **SAFETY, other_party="Berg Utleige AS")
    Agreement.objects.update(other_party=" ")
    assert office.post(f"/agreements/{made.pk}/sign/", form(row_version="1")).status_code == 409
    made.refresh_from_db()
    assert made.state == "draft"


def test_it_cannot_make_the_home_depend_on_it(office, tenancy, form):
    text = "You may live here only if you accept follow-up."
    answer = office.post(f"/tenancies/{tenancy.pk}/agreements/", said(form, text=text))
    assert answer.status_code == 422
    assert "only if you accept follow-up" in answer.content.decode()
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Leigaren mister bustaden om han ikkje tek imot hjelp eller ruser seg.",
        "Held du deg ikkje nykter, mister du bustaden",
        "Avslår du oppfølging, seier kommunen opp leiga",
        "Må være rusfri.",
        "Han må vere rusfri.",
        "Brot på avtalen fører til oppseiing.",
        "Ved brudd på avtalen mister du boligen.",
    ],
)
def test_a_duty_that_no_lease_may_hold_is_in_no_agreement_either(office, tenancy, form, text):
    answer = office.post(f"/tenancies/{tenancy.pk}/agreements/", said(form, text=text))
    assert answer.status_code == 422
    assert not Agreement.objects.exists()


def test_home_and_service_states_its_legal_basis(office, tenancy, form):
    answer = office.post(f"/tenancies/{tenancy.pk}/agreements/", said(form, legal_basis=""))
    assert answer.status_code == 422
    made = written(office, tenancy, form)
    with pytest.raises(IntegrityError, match="home_and_service_states_its_legal_basis"):
        Agreement.objects.filter(pk=made.pk).update(legal_basis="")


def test_who_signs_late_meets_what_others_did(office, tenancy, form):
    made = written(office, tenancy, form)
    office.post(f"/agreements/{made.pk}/sign/", form(row_version="1"))
    assert office.post(f"/agreements/{made.pk}/end/", form(row_version="1")).status_code == 409


def test_the_landlord_sees_neither_agreements_nor_steps(office, act_as, log_in, tenancy, form):
    made = written(office, tenancy, form)
    landlord = log_in(act_as((tenancy.dwelling.estate.managed_by, Role.PROPERTY)))
    page = landlord.get(f"/tenancies/{tenancy.pk}/").content.decode()
    assert "Voluntary agreements" not in page
    assert "When it gets hard" not in page
    assert landlord.get(f"/agreements/{made.pk}/").status_code == 403


def test_another_teams_agreement_is_not_there(office, act_as, log_in, tenancy, form):
    made = written(office, tenancy, form)
    other = log_in(act_as((UnitFactory(), Role.COORDINATOR)))
    assert other.get(f"/agreements/{made.pk}/").status_code == 404
    assert other.post(f"/agreements/{made.pk}/sign/", form(row_version="1")).status_code == 404


def test_a_step_is_agreed_shown_and_ended(office, tenancy, form):
    step = {"sign": "I stop answering", "helps": "A visit", "who": "Kari"}
    address = f"/tenancies/{tenancy.pk}/crisis/"
    assert office.post(address, form(**step, review_on="2026-11-23")).status_code == 422
    office.post(address, form(**step, review_on="2027-02-01"))
    assert "I stop answering" in office.get(f"/tenancies/{tenancy.pk}/").content.decode()

    made = CrisisStep.objects.get()
    office.post(f"/crisis/{made.pk}/end/", form())
    assert "I stop answering" not in office.get(f"/tenancies/{tenancy.pk}/").content.decode()
    assert office.post(f"/crisis/{made.pk}/end/", form()).status_code == 409


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_an_agreement_is_a_tagged_paper_in_both_forms(office, tenancy, form, language):
    made = written(office, tenancy, form, kind="guarantee", legal_basis="", amount="20000")
    answer = office.get(f"/agreements/{made.pk}/paper/{language}/")
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == language
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert str(pdf.docinfo["/Title"]) == "Garanti"


def test_the_steps_are_a_paper_while_there_are_any(office, tenancy, form):
    address = f"/tenancies/{tenancy.pk}/crisis/paper/nn/"
    assert office.get(address).status_code == 404
    step = {"sign": "I stop answering", "helps": "A visit", "who": "Kari"}
    office.post(f"/tenancies/{tenancy.pk}/crisis/", form(**step, review_on="2027-02-01"))
    assert office.get(address).content.startswith(b"%PDF")
    assert office.get(address.replace("/nn/", "/de/")).status_code == 404
    assert address in office.get(f"/tenancies/{tenancy.pk}/").content.decode()


def test_papers_are_there_for_those_who_read_them_alone(office, act_as, log_in, tenancy, form):
    made = written(office, tenancy, form)
    step = {"sign": "I stop answering", "helps": "A visit", "who": "Kari"}
    office.post(f"/tenancies/{tenancy.pk}/crisis/", form(**step, review_on="2027-02-01"))
    addresses = [f"/agreements/{made.pk}/paper/nb/", f"/tenancies/{tenancy.pk}/crisis/paper/nb/"]
    landlord = log_in(act_as((tenancy.dwelling.estate.managed_by, Role.PROPERTY)))
    assert [landlord.get(each).status_code for each in addresses] == [403, 403]
    other = log_in(act_as((UnitFactory(), Role.COORDINATOR)))
    assert [other.get(each).status_code for each in addresses] == [404, 404]


@pytest.mark.parametrize(("amount", "status"), [("", 422), ("54001", 422), ("54000", 302)])
def test_a_guarantee_says_how_much_and_keeps_to_six_months_rent(
    office, tenancy, form, amount, status
):
    answer = office.post(
        f"/tenancies/{tenancy.pk}/agreements/",
        said(form, kind="guarantee", legal_basis="", amount=amount),
    )
    assert answer.status_code == status
    if status == 302:
        page = office.get(answer.headers["Location"]).content.decode()
        assert "Guaranteed:" in page
        assert "From 1 December 2026" in page


def test_a_crisis_step_says_when_it_was_agreed_and_comes_back_in_time(
    office, tenancy, log_in, act_as, team
):
    step = CrisisStep.objects.create(
        person_id=tenancy.person_id, tenancy=tenancy, sign="The door stays shut", helps="Ring me",
        who="Kari", agreed_on=date(2026, 9, 1), review_on=date(2026, 12, 8),
        recorded_by_id=system_user().pk,
    )  # fmt: skip
    assert "Agreed 1 Sep 2026" in office.get(f"/tenancies/{tenancy.pk}/").content.decode()
    assert f"/tenancies/{tenancy.pk}/#tenancy-crisis" not in office.get("/").content.decode()
    CrisisStep.objects.filter(pk=step.pk).update(review_on=date(2026, 12, 7))
    front = office.get("/").content.decode()
    assert f"/tenancies/{tenancy.pk}/#tenancy-crisis" in front
    assert "The door stays shut" not in front
    housing = log_in(act_as((team, Role.ALLOCATOR)))
    assert "crisis-steps" not in housing.get("/").content.decode()
