"""What can be done in the dwelling register, each function one use case: whole or not at all."""

from collections.abc import Mapping
from datetime import date, datetime

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import SavedFilter
from heimveg.base.errors import Invalid, Unusual
from heimveg.dwellings.binding import why_unlawful
from heimveg.dwellings.models import Cluster, Dwelling, FundingTie, OutOfUse, Property, Remark
from heimveg.dwellings.permissions import (
    CHANGE_DWELLING,
    READ_DWELLINGS,
    READ_KINDS,
    REMARK_ON_DWELLING,
    TAKE_OUT_OF_USE,
    TIE_FUNDING,
)
from heimveg.dwellings.rules import RentPartKind, Sizes, built_form, doubt_key, doubts_about
from heimveg.dwellings.wording import must_be_about_the_home

PAGE = "dwellings"  # of saved filters
Rent = Mapping[RentPartKind, int | None]  # øre a month


@command(CHANGE_DWELLING)
def register_dwelling(
    actor: Actor, /, *, rent: Rent, confirmed: bool, **facts: object
) -> Dwelling:
    """Put a home into the register. Raises Invalid for a number that is taken, Unusual for sizes
    that nobody has confirmed."""
    facts |= _kind_written(actor, facts, now="")
    facts["confirmed_doubts"] = _doubts_confirmed(facts, rent, before=(), confirmed=confirmed)
    home = Dwelling.register(**facts)  # type: ignore[arg-type]  # the form's fields
    home.set_rent(rent)
    return home


@command(CHANGE_DWELLING)
def change_dwelling(
    actor: Actor,
    /,
    *,
    dwelling_id: int,
    version: int,
    rent: Rent,
    confirmed: bool,
    **facts: object,
) -> Dwelling:
    """Correct what is written about a home. Raises Stale, Invalid and Unusual."""
    home = _locked(dwelling_id)
    home.claim(version)
    facts |= _kind_written(actor, facts, now=home.kind)
    facts["confirmed_doubts"] = _doubts_confirmed(
        facts, rent, before=home.confirmed_doubts, confirmed=confirmed
    )
    home.change(**facts)
    home.set_rent(rent)
    return home


def _kind_written(actor: Actor, facts: Mapping[str, object], *, now: str) -> dict[str, object]:
    """Who meets only how a home is built writes that, and leaves whom it is for as it is."""
    if "kind" not in facts or actor.may(READ_KINDS):
        return {}
    form = built_form(str(facts["kind"]))
    return {"kind": now if now and built_form(now) == form else form}


def _doubts_confirmed(
    facts: Mapping[str, object], rent: Rent, *, before: object, confirmed: bool
) -> list[str]:
    """The doubts that hold now, all confirmed: before, or just now. Raises Unusual."""
    sizes = Sizes(
        bedrooms=facts.get("bedrooms"),  # type: ignore[arg-type]  # cleaned by the form
        usable_area_m2=facts.get("usable_area_m2"),  # type: ignore[arg-type]
        rent_ore_month=sum(ore or 0 for ore in rent.values()) or None,
        floor=facts.get("floor"),  # type: ignore[arg-type]
    )
    doubts = doubts_about(sizes)
    known = set(before) if isinstance(before, list | tuple) else set()
    new = [doubt for doubt in doubts if doubt_key(doubt) not in known]
    if new and not confirmed:
        raise Unusual(new)
    return [doubt_key(doubt) for doubt in doubts]


@command(CHANGE_DWELLING)
def make_cluster(_actor: Actor, /, **facts: object) -> Cluster:
    """Raises Invalid when another housing environment has the name."""
    cluster = Cluster()
    cluster.write(**facts)
    return cluster


@command(CHANGE_DWELLING)
def change_cluster(_actor: Actor, /, *, cluster_id: int, version: int, **facts: object) -> Cluster:
    cluster = Cluster.objects.select_for_update(of=("self",)).get(pk=cluster_id)
    cluster.claim(version)
    cluster.write(**facts)
    return cluster


@command(CHANGE_DWELLING)
def make_property(_actor: Actor, /, **facts: object) -> Property:
    """Raises Invalid when another property has the name."""
    estate = Property()
    estate.write(**facts)
    return estate


@command(CHANGE_DWELLING)
def change_property(
    _actor: Actor, /, *, property_id: int, version: int, **facts: object
) -> Property:
    estate = Property.objects.select_for_update(of=("self",)).get(pk=property_id)
    estate.claim(version)
    estate.write(**facts)
    return estate


@command(TIE_FUNDING)
def tie_funding(_actor: Actor, /, *, dwelling_id: int, on: date, **facts: object) -> FundingTie:
    """Raises Invalid when another grant ties the dwelling in some of the time, and for conditions
    that ask something of who lives there."""
    tie = FundingTie(dwelling=_locked(dwelling_id))
    _must_bind_lawfully(facts, on=on)
    tie.write(**facts)
    return tie


@command(TIE_FUNDING)
def change_tie(
    _actor: Actor, /, *, dwelling_id: int, tie_id: int, version: int, on: date, **facts: object
) -> FundingTie:
    """Raises Stale, and Invalid as `tie_funding` does."""
    tie = FundingTie.objects.get(pk=tie_id, dwelling=_locked(dwelling_id))
    _must_bind_lawfully(facts, on=on)
    tie.claim(version)
    tie.write(**facts)
    return tie


def _must_bind_lawfully(facts: Mapping[str, object], *, on: date) -> None:
    if why := why_unlawful(str(facts.get("conditions", "")), on=on):
        raise Invalid({"conditions": why})


@command(TAKE_OUT_OF_USE)
def take_out_of_use(_actor: Actor, /, *, dwelling_id: int, **facts: object) -> OutOfUse:
    """Raises Invalid when the dwelling is out of use already in some of the time."""
    out = OutOfUse(dwelling=_locked(dwelling_id))
    out.write(**facts)
    return out


@command(TAKE_OUT_OF_USE)
def change_out_of_use(
    _actor: Actor, /, *, dwelling_id: int, out_id: int, version: int, **facts: object
) -> OutOfUse:
    out = OutOfUse.objects.get(pk=out_id, dwelling=_locked(dwelling_id))
    out.claim(version)
    out.write(**facts)
    return out


@command(TAKE_OUT_OF_USE)
def bring_back(_actor: Actor, /, *, dwelling_id: int, out_id: int, on: date) -> OutOfUse:
    """Let the dwelling be used again from `on`. Raises Refused when it is already, Invalid for
    a day before it was taken out."""
    out = OutOfUse.objects.get(pk=out_id, dwelling=_locked(dwelling_id))
    out.come_back(on=on)
    return out


@command(REMARK_ON_DWELLING)
def remark_on_dwelling(actor: Actor, *, dwelling_id: int, text: str, at: datetime) -> Remark:
    """Raises Dwelling.DoesNotExist, and Invalid for words about who lives there."""
    home = Dwelling.objects.get(pk=dwelling_id)
    must_be_about_the_home({"text": text}, on=at.date())
    return Remark.write(home, text, by=actor.user_id, at=at)


@command(READ_DWELLINGS)
def keep_filter(actor: Actor, *, name: str, query: str) -> SavedFilter:
    return SavedFilter.keep(user_id=actor.user_id, page=PAGE, name=name, query=query)


@command(READ_DWELLINGS)
def drop_filter(actor: Actor, *, filter_id: int) -> SavedFilter:
    """Raises SavedFilter.DoesNotExist, also for somebody else's."""
    found = SavedFilter.objects.of(actor.user_id, PAGE).get(pk=filter_id)
    SavedFilter.objects.filter(pk=found.pk).delete()
    return found


def _locked(dwelling_id: int) -> Dwelling:
    """Raises Dwelling.DoesNotExist. What belongs to one dwelling is changed by one at a time."""
    return Dwelling.objects.select_for_update(of=("self",)).get(pk=dwelling_id)
