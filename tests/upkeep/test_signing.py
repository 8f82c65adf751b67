"""A protocol is signed by a party that is known, by name, or it says why nobody signed."""

import pytest
from django.urls import reverse

from heimveg.base.errors import Invalid, Refused
from heimveg.upkeep.commands.inspections import Seen, conclude_inspection
from heimveg.upkeep.commands.signing import leave_unsigned, sign_takeover
from heimveg.upkeep.models import Signature
from heimveg.upkeep.protocol import protocol_pdf
from heimveg.upkeep.rules import Answer, Conclusion, InspectionKind, Party
from tests.upkeep.conftest import TODAY
from tests.upkeep.factories import InspectionFactory

pytestmark = pytest.mark.django_db
NOW = "2026-06-15T10:00:00Z"
DRAWN = "M1.0 2.0 L30.5 40.0"


@pytest.fixture
def taken(keeper, home, standard):
    """A move-in inspection that is concluded."""
    inspection = InspectionFactory(dwelling=home, standard=standard, kind=InspectionKind.MOVE_IN)
    seen = [Seen(code, Answer.YES, 90) for code in ("own_bath", "fire_safety", "width")]
    return conclude_inspection(
        keeper, inspection_id=inspection.pk, version=1, seen=seen,
        conclusion=Conclusion.AT_STANDARD, words="", on=TODAY, at=NOW,
    )  # fmt: skip


@pytest.fixture
def url(taken):
    return reverse("desk:takeover", args=[taken.pk])


@pytest.mark.parametrize("party", ["bogus", "", "MUNICIPALITY"])
def test_a_party_that_is_not_known_signs_nothing(log_in, keeper, form, url, party):
    answer = log_in(keeper).post(url, form(party=party, name="Kari", confirmed="yes"))

    assert answer.status_code == 422
    assert "Choose who signs" in answer.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.parametrize("name", ["", "K" * 121])
def test_a_name_that_cannot_be_kept_is_said_at_its_field_and_the_drawing_stays(
    log_in, keeper, form, url, name
):
    answer = log_in(keeper).post(url, form(party="municipality", name=name, drawing=DRAWN))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="name-municipality-error"' in page
    assert f'name="drawing" value="{DRAWN}"' in page
    assert not Signature.objects.exists()


def test_the_longest_name_is_kept_whole(log_in, keeper, form, url):
    log_in(keeper).post(url, form(party="municipality", name="K" * 120, confirmed="yes"))

    assert Signature.objects.get().name == "K" * 120


def test_why_nobody_signed_is_written_where_it_is_signed(log_in, keeper, form, url, taken):
    client = log_in(keeper)
    why = {"party": "tenant", "answer": "unsigned"}

    short = client.post(url, form(**why, because="nei"))
    told = client.post(url, form(**why, because="Ho er innlagd med psykose, ingen møtte."))
    kept = client.post(url, form(**why, because="Ingen møtte til avtalt tid."))

    assert [answer.status_code for answer in (short, told, kept)] == [422, 422, 302]
    assert "Leave out «psykose»" in told.content.decode()
    assert "Ingen møtte til avtalt tid." in client.get(url).content.decode()
    unsigned = Signature.objects.get()
    assert (unsigned.party, unsigned.person, unsigned.name) == ("tenant", None, "")
    made = protocol_pdf(taken, [unsigned], municipality="X", language="nn")
    assert made.startswith(b"%PDF")


def test_who_did_not_sign_can_still_sign_later_and_the_reason_stays(keeper, taken):
    about = {"inspection_id": taken.pk, "party": Party.MUNICIPALITY, "person_id": None, "at": NOW}
    because = {"because": "Strømmen gjekk, og nettet var borte.", "on": TODAY}

    leave_unsigned(keeper, **about, **because)
    with pytest.raises(Refused, match="already"):
        leave_unsigned(keeper, **about, **because)
    sign_takeover(keeper, **about, name="Ola", drawing="")

    assert Signature.objects.count() == 2


def test_an_open_inspection_has_no_place_for_a_reason(keeper, home, standard):
    inspection = InspectionFactory(dwelling=home, standard=standard, kind=InspectionKind.MOVE_IN)

    with pytest.raises(Refused, match="Conclude"):
        leave_unsigned(
            keeper, inspection_id=inspection.pk, party=Party.TENANT, person_id=None,
            because="Ingen møtte.", on=TODAY, at=NOW,
        )  # fmt: skip


def test_a_drawing_that_is_none_is_said_at_the_drawing(keeper, taken):
    with pytest.raises(Invalid) as refused:
        sign_takeover(
            keeper, inspection_id=taken.pk, party=Party.MUNICIPALITY, person_id=None, name="Ola",
            drawing="C1 2", at=NOW,
        )  # fmt: skip
    assert set(refused.value.fields) == {"drawing"}
