"""Notice to quit with its form, the tenant's protest, and the way to court."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, Permission, command
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.rules.tenant_words import about_the_tenant
from heimveg.dwellings.wording import must_not_tell_of_health, tenant_words
from heimveg.tenancies.lease_wording import LACKS, name_of
from heimveg.tenancies.models import Protest, QuitNotice, Tenancy
from heimveg.tenancies.permissions import GIVE_NOTICE, RECORD_PROTEST
from heimveg.tenancies.queries.ending import must_say_why_late
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules.quitting import (
    GivenBy,
    ProtestHow,
    QuitForm,
    QuitStanding,
    quit_days,
    what_lacks,
)


@command(GIVE_NOTICE)
def give_notice(  # noqa: PLR0913  # a notice's own parts
    actor: Actor, *, tenancy_id: int, form: QuitForm, given_on: date, is_single_room: bool,
    on: date, late_because: str = "",
) -> QuitNotice:  # fmt: skip
    """Record a notice to quit, with its days; the tenant's own begins the turnover of the home.

    `late_because`: why the landlord's is entered long after it was given.

    Raises Refused for one that is void (§ 9-7), and while one of the same side runs; one that has
    lapsed makes way; and Invalid (`late_because`).
    """
    mine = Tenancy.objects.permitted_to(actor, GIVE_NOTICE).select_for_update(of=("self",))
    tenancy, law = mine.get(pk=tenancy_id), law_on(given_on)
    if given_on < tenancy.started_on:
        raise Refused(_("Choose a day on which the tenancy ran."))
    _make_way(tenancy, form.given_by, on=on)
    if lacks := what_lacks(form):
        why = ", ".join(str(LACKS[lack]) for lack in lacks)
        row = law["notice_form"]
        raise Refused(
            _("The notice is void (%(paragraph)s): %(why)s. Give it again as the law asks.")
            % {"paragraph": name_of(row), "why": why}
        )
    if form.given_by is GivenBy.LANDLORD:
        must_not_tell_of_health({"late_because": late_because}, on=on)
        must_say_why_late(late_because, given_on, on=on)
    days = quit_days(form, law, given_on=given_on, is_single_room=is_single_room)
    if form.given_by is GivenBy.TENANT:
        tenancy.give_notice(noticed_on=given_on, leaves_on=days.out_on, by=actor.user_id)
    return QuitNotice.objects.create(
        person_id=tenancy.person_id,
        tenancy=tenancy,
        given_by=form.given_by,
        given_on=given_on,
        ground=form.ground,
        out_on=days.out_on,
        protest_by=days.protest_by,
        sue_by=days.sue_by,
        late_because=late_because.strip() if form.given_by is GivenBy.LANDLORD else "",
        recorded_by_id=actor.user_id,
    )


@command(GIVE_NOTICE)
def withdraw_notice(actor: Actor, *, notice_id: int, on: date) -> QuitNotice:
    """The tenant stays: the turnover that the tenant's notice began is over.

    Raises QuitNotice.DoesNotExist, and Refused when it is withdrawn or the home is empty.
    """
    notice = _notice(actor, GIVE_NOTICE, notice_id)
    notice.withdraw(on=on)
    if notice.given_by == GivenBy.TENANT:
        notice.tenancy.stay_on(on=on)
    return notice


@command(RECORD_PROTEST)
def record_protest(
    actor: Actor, *, notice_id: int, received_on: date, how: ProtestHow, words: str, on: date
) -> Protest:
    """The tenant protests in writing against the landlord's notice. In time, it keeps the home
    until the landlord has gone to court; late, it is kept and changes nothing.

    Raises QuitNotice.DoesNotExist, Refused where the notice or the tenancy is over or a protest
    stands, and Invalid for the day, and for words about health: the landlord reads them.
    """
    notice = _notice(actor, RECORD_PROTEST, notice_id)
    if notice.given_by != GivenBy.LANDLORD:
        raise Refused(_("A protest is made against the landlord's notice, not the tenant's own."))
    if notice.withdrawn_on is not None or notice.tenancy.ended_on is not None:
        raise Refused(_("This notice does not stand any more. Nothing is to be protested."))
    if notice.protest() is not None:
        raise Refused(_("A protest is recorded already."))
    if not notice.given_on <= received_on <= on:
        day = date_format(notice.given_on, "DATE_FORMAT")
        raise Invalid({"received_on": _("Choose a day from %(day)s until today.") % {"day": day}})
    if found := about_the_tenant(words, tenant_words(received_on)):
        text = _("The landlord reads this. Leave out «%(word)s», and say only that they protest.")
        raise Invalid({"words": text % {"word": found[0].word}})
    return Protest.objects.create(
        person_id=notice.person_id,
        notice=notice,
        received_on=received_on,
        how=how,
        words=words.strip(),
        recorded_by_id=actor.user_id,
    )


@command(RECORD_PROTEST)
def take_protest_back(actor: Actor, *, notice_id: int, on: date) -> Protest:
    """The tenant holds on to it no longer, or it was written by mistake: the notice runs again."""
    notice = _notice(actor, RECORD_PROTEST, notice_id)
    protest = _standing_protest(notice)
    if notice.standing(on) is QuitStanding.LAPSED:
        raise Refused(_("The notice has lapsed. It does not come back."))
    if protest.ruled_on is not None:
        raise Refused(_("The court has ruled. What it said stands."))
    protest.take_back(on=on)
    return protest


@command(GIVE_NOTICE)
def go_to_court(actor: Actor, *, notice_id: int, sued_on: date, on: date) -> Protest:
    """The landlord has brought the matter to court, in time: the notice does not lapse.

    Raises QuitNotice.DoesNotExist, Refused without a protest that stands in time, and Invalid for
    a day to come, one before the protest, or one after the law's last.
    """
    notice = _notice(actor, GIVE_NOTICE, notice_id)
    protest = _standing_protest(notice)
    if protest.sued_on is not None:
        raise Refused(_("It is recorded already that the matter is in court."))
    if not protest.is_in_time or notice.sue_by is None:
        raise Refused(_("The protest came too late. The notice stands without a court."))
    if not protest.received_on <= sued_on <= min(on, notice.sue_by):
        text = _("Choose a day from %(first)s until %(last)s. After that the notice has lapsed.")
        told = {
            "first": date_format(protest.received_on, "DATE_FORMAT"),
            "last": date_format(min(on, notice.sue_by), "DATE_FORMAT"),
        }
        raise Invalid({"sued_on": text % told})
    protest.go_to_court(on=sued_on)
    return protest


@command(GIVE_NOTICE)
def record_ruling(
    actor: Actor, *, notice_id: int, ruled_on: date, is_upheld: bool, on: date
) -> Protest:
    """What the court said, when it can no longer be appealed: the notice holds, or it does not.

    Raises QuitNotice.DoesNotExist, Refused where no court has the matter or has ruled already, and
    Invalid for a day to come or before the matter came to court.
    """
    notice = _notice(actor, GIVE_NOTICE, notice_id)
    protest = _standing_protest(notice)
    if notice.standing(on) is not QuitStanding.IN_COURT or protest.sued_on is None:
        raise Refused(_("No court has the matter, or it has ruled already."))
    if not protest.sued_on <= ruled_on <= on:
        day = date_format(protest.sued_on, "DATE_FORMAT")
        raise Invalid({"ruled_on": _("Choose a day from %(day)s until today.") % {"day": day}})
    protest.rule(on=ruled_on, is_upheld=is_upheld)
    return protest


def _make_way(tenancy: Tenancy, given_by: GivenBy, *, on: date) -> None:
    """Raises Refused while a notice of that side runs."""
    open_ones = tenancy.quit_notices.filter(given_by=given_by, withdrawn_on=None, lapsed_on=None)
    before = open_ones.first()
    if before is None:
        return
    if before.standing(on) not in {QuitStanding.LAPSED, QuitStanding.SET_ASIDE}:
        raise Refused(_("A notice runs already. Withdraw that one first."))
    before.lapse(on=on)


def _standing_protest(notice: QuitNotice) -> Protest:
    protest = notice.protest()
    if protest is None or notice.withdrawn_on is not None:
        raise Refused(_("No protest stands against this notice."))
    protest.notice = notice
    return protest


def _notice(actor: Actor, permission: Permission, notice_id: int) -> QuitNotice:
    """The tenancy first, as its end does: a protest is never recorded beside an end."""
    mine = QuitNotice.objects.permitted_to(actor, permission)
    tenancy_id = mine.values_list("tenancy_id", flat=True).get(pk=notice_id)
    list(Tenancy.objects.select_for_update(of=("self",)).filter(pk=tenancy_id).values_list("pk"))
    related = mine.select_related("tenancy")
    return related.select_for_update(of=("self",)).get(pk=notice_id)
