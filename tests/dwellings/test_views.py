from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from heimveg.access.models import AuditEntry
from heimveg.access.roles import WORKERS, Role
from heimveg.accounts.models import SavedFilter
from heimveg.dwellings import commands
from heimveg.dwellings.models import Cluster, Dwelling, FundingTie, OutOfUse, Property, Remark
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.dwellings.factories import (
    ClusterFactory,
    DwellingFactory,
    FundingTieFactory,
    OutOfUseFactory,
    PropertyFactory,
    RentPartFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)
KEEPERS = {Role.ALLOCATOR, Role.PROPERTY}
WRITERS = {  # who may open each form
    "dwellings/new/": KEEPERS,
    "dwellings/{home}/change/": KEEPERS,
    "dwellings/{home}/funding/new/": {Role.ALLOCATOR},
    "dwellings/{home}/funding/{tie}/": {Role.ALLOCATOR},
    "dwellings/{home}/out-of-use/new/": KEEPERS | {Role.CARETAKER},
    "dwellings/{home}/out-of-use/{out}/": KEEPERS | {Role.CARETAKER},
    "dwellings/{home}/out-of-use/{out}/back/": KEEPERS | {Role.CARETAKER},
    "dwellings/{home}/remarks/new/": KEEPERS | {Role.CARETAKER, Role.CASEWORKER},
    "dwellings/clusters/new/": KEEPERS,
    "dwellings/clusters/{cluster}/": KEEPERS,
    "dwellings/properties/new/": KEEPERS,
    "dwellings/properties/{estate}/": KEEPERS,
    "dwellings/surroundings/": WORKERS,
}


@pytest.fixture(autouse=True)
def frame(on_day):
    MunicipalityFactory(default_language="en")
    on_day(TODAY)


@pytest.fixture
def keeper(act_as):
    return act_as((UnitFactory(), Role.PROPERTY))


@pytest.fixture
def home():
    return DwellingFactory(object_number="1001", address="Storgata 5", started_on=date(2020, 1, 1))


def filled(home, **changed):
    """What a browser sends for the form of `home`, with some of it changed."""
    names = (
        "object_number", "address", "unit_number", "postal_code", "postal_place", "area",
        "tenure", "kind", "standard", "bedrooms", "fdvu_id", "kobo_id", "extra_reference",
    )  # fmt: skip
    sent = {name: getattr(home, name) for name in names if getattr(home, name) is not None}
    return sent | {"started_on": home.started_on.isoformat()} | changed


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", WRITERS)
def test_each_form_opens_for_those_it_is_for(act_as, log_in, home, path, role):
    ids = {
        "home": home.pk,
        "tie": FundingTieFactory(dwelling=home).pk,
        "out": OutOfUseFactory(dwelling=home).pk,
        "cluster": ClusterFactory().pk,
        "estate": PropertyFactory().pk,
    }
    client = log_in(act_as((UnitFactory(), role)))

    expected = 200 if role in WRITERS[path] else 403
    assert client.get("/" + path.format(**ids)).status_code == expected


def test_a_command_asks_for_the_permission_itself(act_as, home):
    leader = act_as((UnitFactory(), Role.LEADER))

    with pytest.raises(PermissionDenied):
        commands.take_out_of_use(leader, dwelling_id=home.pk, cause="fire", started_on=TODAY)
    assert not OutOfUse.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "dwellings/9/change/",
        "dwellings/9/remarks/new/",
        "dwellings/clusters/9/",
    ],
)
def test_what_is_not_there_is_not_found(keeper, log_in, path):
    assert log_in(keeper).get(f"/{path}").status_code == 404


@pytest.mark.parametrize("path", ["9/funding/new/", "{home}/funding/{tie}/"])
def test_a_tie_of_another_home_is_not_found(office, log_in, home, path):
    path = path.format(home=home.pk, tie=FundingTieFactory().pk)

    assert log_in(office).get(f"/dwellings/{path}").status_code == 404


def test_a_home_is_registered_with_its_rent(keeper, log_in, form):
    new = filled(
        Dwelling(object_number=" 77  A ", address="Ny veg 1", started_on=TODAY, bedrooms=2)
    )
    answer = log_in(keeper).post(
        "/dwellings/new/", form(**new, rent_rent="8 500", rent_heating="400,50")
    )

    home = Dwelling.objects.with_rent().get()
    assert answer.status_code == 302
    assert answer.url == f"/dwellings/{home.pk}/"
    assert (home.object_number, home.bedrooms, home.rent_ore_month) == ("77 A", 2, 890_050)
    assert AuditEntry.objects.get().action == "dwellings.change"


@pytest.mark.parametrize(
    ("now", "chosen", "then"),
    [
        ("housing_first", "ordinary", "housing_first"),
        ("rehabilitation", "shared", "rehabilitation"),
        ("housing_first", "shared", "shared"),
        ("ordinary", "small_house", "small_house"),
    ],
)
def test_who_keeps_homes_writes_how_one_is_built_and_leaves_whom_it_is_for(
    keeper, log_in, form, home, now, chosen, then
):
    Dwelling.objects.filter(pk=home.pk).update(kind=now)
    home.refresh_from_db()
    client, url = log_in(keeper), f"/dwellings/{home.pk}/change/"
    page = client.get(url).content.decode()
    assert not [
        word for word in ("housing_first", "rehabilitation", "specialised") if word in page
    ]

    sent = filled(home, kind=chosen, area="Nes")
    assert client.post(url, form(row_version=1, **sent)).status_code == 302

    home.refresh_from_db()
    assert (home.kind, home.area) == (then, "Nes")


def test_a_kind_that_tells_of_health_is_no_choice_for_who_keeps_homes(
    keeper, office, log_in, form, home
):
    url, sent = f"/dwellings/{home.pk}/change/", filled(home, kind="housing_first")

    assert log_in(keeper).post(url, form(row_version=1, **sent)).status_code == 422
    assert log_in(office).post(url, form(row_version=1, **sent)).status_code == 302
    commands.change_dwelling(
        keeper, dwelling_id=home.pk, version=2, rent={}, confirmed=True, kind="rehabilitation"
    )
    home.refresh_from_db()
    assert home.kind == "shared", "the command holds it too"


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"object_number": ""}, "This field is required."),
        ({"object_number": "1001"}, "Another home in the register has this number."),
        ({"address": ""}, "This field is required."),
        ({"postal_code": "12"}, "A postal code is four digits."),
        ({"bedrooms": "-1"}, "greater than or equal to 0"),
        ({"bedrooms": "99999999999"}, "Ensure this value is less than"),
        ({"kind": "castle"}, "Select a valid choice"),
        ({"cluster": "x"}, "Select a valid choice"),
        ({"started_on": "29.02.2027"}, "Enter a valid date."),
        ({"ended_on": "2000-01-01"}, "The last day must come after the first."),
        ({"rent_rent": "mykje"}, "Write an amount in kroner"),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_is_kept(
    keeper, log_in, form, home, changed, text
):
    new = filled(Dwelling(object_number="77", address="Ny veg 1", started_on=TODAY), area="Øya")
    answer = log_in(keeper).post("/dwellings/new/", form(**(new | changed)))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert text in page
    assert 'id="error-summary"' in page
    assert 'value="Øya"' in page
    assert Dwelling.objects.count() == 1


def test_an_unusual_size_is_saved_only_by_somebody_who_has_seen_it(keeper, log_in, form, home):
    client, odd = log_in(keeper), filled(home, bedrooms=9)
    path = f"/dwellings/{home.pk}/change/"
    first = client.post(path, form(row_version=1, **odd))

    assert first.status_code == 422
    assert "9 bedrooms are unusually many." in first.content.decode()
    home.refresh_from_db()
    assert home.bedrooms == 1

    assert client.post(path, form(row_version=1, **odd, confirmed="on")).status_code == 302
    home.refresh_from_db()
    assert (home.bedrooms, home.confirmed_doubts) == (9, ["many_bedrooms:9"])


def test_a_confirmed_oddity_is_not_asked_about_again(keeper, log_in, form, home):
    Dwelling.objects.update(bedrooms=9, confirmed_doubts=["many_bedrooms:9"])
    client, path = log_in(keeper), f"/dwellings/{home.pk}/change/"

    same = client.post(path, form(row_version=1, **filled(home, bedrooms=9)))
    other = client.post(path, form(row_version=2, **filled(home, bedrooms=10)))
    assert (same.status_code, other.status_code) == (302, 422)


def test_two_editors_never_overwrite_each_other(keeper, log_in, form, home):
    client, path = log_in(keeper), f"/dwellings/{home.pk}/change/"
    client.post(path, form(row_version=1, **filled(home, area="Øya")))
    late = client.post(path, form(row_version=1, **filled(home, area="Sentrum")))

    home.refresh_from_db()
    assert late.status_code == 409
    assert "Nothing was overwritten" in late.content.decode()
    assert home.area == "Øya"


def test_a_refused_form_still_carries_the_version_it_was_opened_with(keeper, log_in, form, home):
    Dwelling.objects.update(version=5)
    answer = log_in(keeper).post(
        f"/dwellings/{home.pk}/change/", form(row_version=3, **filled(home, address=""))
    )

    assert 'name="row_version" value="3"' in answer.content.decode()


def test_a_form_sent_twice_has_one_effect(keeper, log_in, form, home):
    client, once = log_in(keeper), form(text="Nøkkelen heng hos vaktmeisteren.")
    first = client.post(f"/dwellings/{home.pk}/remarks/new/", once)
    second = client.post(f"/dwellings/{home.pk}/remarks/new/", once)

    assert Remark.objects.count() == 1
    assert first.url == second.url


def test_the_change_form_shows_the_rent_as_it_is_written(keeper, log_in, home):
    RentPartFactory(dwelling=home, ore_month=850_050)

    assert (
        'value="8500,50"' in log_in(keeper).get(f"/dwellings/{home.pk}/change/").content.decode()
    )


def test_what_was_written_is_shown_and_never_run(keeper, log_in, form, home):
    evil = "<script>alert(1)</script>"
    client = log_in(keeper)
    answer = client.post(
        f"/dwellings/{home.pk}/change/", form(row_version=1, **filled(home, area=evil, address=""))
    )

    assert evil not in answer.content.decode()
    assert "&lt;script&gt;" in answer.content.decode()


def test_a_home_is_taken_out_of_use_and_brought_back(keeper, log_in, form, home):
    client = log_in(keeper)
    client.post(
        f"/dwellings/{home.pk}/out-of-use/new/", form(cause="fire", started_on="2026-02-01")
    )
    out = OutOfUse.objects.get()
    back = f"/dwellings/{home.pk}/out-of-use/{out.pk}/back/"

    too_early = client.post(back, form(ended_on="2026-01-01"))
    assert too_early.status_code == 422
    assert "cannot come back before" in too_early.content.decode()
    assert client.post(back, form(ended_on="2026-03-01")).status_code == 302
    assert client.post(back, form(ended_on="2026-03-01")).status_code == 409
    out.refresh_from_db()
    assert out.ended_on == date(2026, 3, 1)


def test_a_second_cause_in_the_same_time_is_kindly_refused(keeper, log_in, form, home):
    OutOfUseFactory(dwelling=home, started_on=date(2026, 1, 1))
    answer = log_in(keeper).post(
        f"/dwellings/{home.pk}/out-of-use/new/", form(cause="fire", started_on="2026-02-01")
    )

    assert answer.status_code == 422
    assert "out of use already in some of this time" in answer.content.decode()


def test_the_expected_day_can_be_moved(keeper, log_in, form, home):
    out = OutOfUseFactory(dwelling=home, started_on=date(2026, 1, 1))
    fields = {"cause": "repair", "started_on": "2026-01-01", "expected_end_on": "2026-05-01"}
    log_in(keeper).post(
        f"/dwellings/{home.pk}/out-of-use/{out.pk}/", form(row_version=1, **fields)
    )

    out.refresh_from_db()
    assert (out.expected_end_on, out.version) == (date(2026, 5, 1), 2)


@pytest.fixture
def office(act_as):
    return act_as((UnitFactory(), Role.ALLOCATOR))


def test_a_grant_may_name_a_group_and_demands_no_sobriety(office, log_in, form, home):
    fields = {"grant": "Tilskot", "group": "rop", "started_on": "2026-01-01"}
    url = f"/dwellings/{home.pk}/funding/new/"

    refused = log_in(office).post(url, form(**fields, conditions="Leigaren må vere rusfri."))
    log_in(office).post(url, form(**fields, conditions="For personar med ROP-liding."))

    assert refused.status_code == 422
    dry = log_in(office).post(url, form(**fields, conditions="Leigaren skal halde seg nykter."))
    assert dry.status_code == 422
    assert "Leave out «rusfri»" in refused.content.decode()
    assert FundingTie.objects.get().conditions == "For personar med ROP-liding."


def test_a_grant_demands_no_support_of_who_lives_there(office, log_in, form, home):
    fields = {"grant": "Tilskot", "group": "rop", "started_on": "2026-01-01"}
    url = f"/dwellings/{home.pk}/funding/new/"
    asked = "Tjue års binding. Berre for den som tek imot oppfølging."

    refused = log_in(office).post(url, form(**fields, conditions=asked))

    assert refused.status_code == 422
    page = refused.content.decode()
    assert "«Berre for den som tek imot oppfølging.» makes the home depend" in page
    assert asked in page
    assert not FundingTie.objects.exists()
    needed = "Tjue års binding. Berre for den som treng oppfølging."
    log_in(office).post(url, form(**fields, conditions=needed))
    assert FundingTie.objects.get().conditions == needed


def test_a_funding_tie_is_registered_and_changed(office, log_in, form, home):
    client = log_in(office)
    fields = {"grant": "Investeringstilskot", "group": "rop", "started_on": "2026-01-01"}
    fields["repay_nok"] = "400000"
    client.post(f"/dwellings/{home.pk}/funding/new/", form(**fields))
    tie = FundingTie.objects.get()
    overlapping = client.post(f"/dwellings/{home.pk}/funding/new/", form(**fields))
    client.post(
        f"/dwellings/{home.pk}/funding/{tie.pk}/",
        form(row_version=1, **fields, ended_on="2035-12-31"),
    )

    tie.refresh_from_db()
    assert (tie.ended_on, tie.repay_nok) == (date(2036, 1, 1), 400_000), "the first day without"
    shown = client.get(f"/dwellings/{home.pk}/funding/{tie.pk}/").content.decode()
    assert 'value="2035-12-31"' in shown
    assert overlapping.status_code == 422
    assert "Another grant ties this dwelling" in overlapping.content.decode()


@pytest.mark.parametrize("last", ["2025-12-31", "9999-12-31", "2026-02-30"])
def test_a_tie_does_not_end_before_it_begins_nor_past_the_calendar(
    office, log_in, form, home, last
):
    fields = {"grant": "G", "group": "rop", "started_on": "2026-01-01", "ended_on": last}
    answer = log_in(office).post(f"/dwellings/{home.pk}/funding/new/", form(**fields))

    assert answer.status_code == 422
    assert f'value="{last}"' in answer.content.decode(), "and what was typed stays"
    assert not FundingTie.objects.exists()


def test_a_tie_may_hold_a_single_day(office, log_in, form, home):
    day = {"started_on": "2026-01-01", "ended_on": "2026-01-01"}
    fields = {"grant": "G", "group": "rop", **day}
    log_in(office).post(f"/dwellings/{home.pk}/funding/new/", form(**fields))

    assert FundingTie.objects.get().ended_on == date(2026, 1, 2)


def test_surroundings_are_made_and_changed(keeper, log_in, form):
    client, unit = log_in(keeper), UnitFactory(name="Eigedom")
    plain = {"location": "ordinary", "staffed": "none", "staffed_hours_week": "0"}
    client.post("/dwellings/clusters/new/", form(name="Solsida", **plain))
    cluster = Cluster.objects.get()
    client.post(
        f"/dwellings/clusters/{cluster.pk}/",
        form(row_version=1, name="Solsida", **plain, active_limit="4"),
    )
    client.post("/dwellings/properties/new/", form(name="Solgarden", managed_by=unit.pk))
    twice = client.post("/dwellings/clusters/new/", form(name="Solsida", **plain))
    long_week = client.post(
        "/dwellings/clusters/new/", form(name="Nord", **(plain | {"staffed_hours_week": "169"}))
    )

    cluster.refresh_from_db()
    assert (cluster.active_limit, Property.objects.get().managed_by) == (4, unit)
    assert "Another housing environment has this name." in twice.content.decode()
    assert (twice.status_code, long_week.status_code) == (422, 422)
    assert "Solsida" in client.get("/dwellings/surroundings/").content.decode()


def test_a_filter_is_kept_for_its_user_only_and_without_what_is_not_a_filter(act_as, log_in, form):
    mine, theirs = (act_as((UnitFactory(), Role.LEADER)) for _ in range(2))
    sent = form(
        name="Ledige småhus", query="state=free&kind=small_house&page=7&x=1&area=&rooms=no"
    )
    answer = log_in(mine).post("/dwellings/filters/", sent)
    kept = SavedFilter.objects.get()

    assert (kept.user_id, kept.query) == (mine.user_id, "state=free&kind=small_house")
    assert answer.url == "/dwellings/?state=free&kind=small_house"
    assert log_in(theirs).post(f"/dwellings/filters/{kept.pk}/", form()).status_code == 404
    assert log_in(mine).post(f"/dwellings/filters/{kept.pk}/", form()).status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "sent", [{"name": "", "query": "state=free"}, {"name": "Alt", "query": ""}]
)
def test_an_empty_filter_is_not_kept(keeper, log_in, form, sent):
    log_in(keeper).post("/dwellings/filters/", form(**sent))

    assert not SavedFilter.objects.exists()
