"""A home is let below the standard in one thing only when two people stand behind it."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.access.roles import Role
from heimveg.accounts.queries import holders_of
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.models.promises import kindly
from heimveg.dwellings.wording import must_be_about_the_home
from heimveg.notices.colleague import tell_colleague
from heimveg.upkeep.models import Turnover, Waiver, WaiverAsk
from heimveg.upkeep.models.turnovers import SHORTEST_REASON
from heimveg.upkeep.permissions import SIGN_WAIVER, WAIVE
from heimveg.upkeep.queries.condition import criterion_in_force, is_at_standard
from heimveg.upkeep.rules import WaiverAnswer

NO_LEADER = _("Choose a leader who is there today, and not yourself.")
NO_REASON = _("Give the reason in a few words; it is kept with your name.")
BY_LAW = _("The law asks for this, so nobody can let the home without it. Have it mended.")
OVER = _("This turnover is over.")


@command(WAIVE)
def ask_waiver(  # noqa: PLR0913  # a question's own parts
    actor: Actor, *, turnover_id: int, code: str, leader_id: int, reason: str, on: date,
    at: datetime,
) -> WaiverAsk:  # fmt: skip
    """Ask a leader by name; who was asked before is asked no more.

    Raises Turnover.DoesNotExist, Criterion.DoesNotExist, Invalid without a reason or a leader,
    and Refused where the law asks for it, it is signed already, or the turnover is over.
    """
    turnover = _open(Turnover.objects.permitted_to(actor, WAIVE).locked(turnover_id))
    if not criterion_in_force(code, on=on).is_waivable:
        raise Refused(BY_LAW)
    words = reason.strip()
    must_be_about_the_home({"reason": words}, on=on)
    if len(words) < SHORTEST_REASON:
        raise Invalid({"reason": NO_REASON})
    leader = holders_of(Role.LEADER, on=on).exclude(pk=actor.user_id).filter(pk=leader_id).first()
    if leader is None:
        raise Invalid({"leader": NO_LEADER})
    if Waiver.objects.counting().filter(turnover=turnover, code=code).exists():
        raise Refused(_("Somebody has signed for this already."))
    return WaiverAsk.put(turnover, code, words, leader=leader, by=actor.user_id, at=at)


@command(SIGN_WAIVER)
def answer_waiver(
    actor: Actor, *, ask_id: int, is_signed: bool, because: str, on: date, at: datetime
) -> WaiverAsk:
    """Sign, or decline with a reason; who asked is told on the front page.

    Raises WaiverAsk.DoesNotExist for who is not asked, Stale where it is answered already or
    another is asked, Invalid for a no without a reason, and Refused where the turnover is over
    or the law has come to ask for it.
    """
    mine = WaiverAsk.objects.put_to(actor)
    turnover_id = mine.get(pk=ask_id).turnover_id
    turnover = Turnover.objects.permitted_to(actor, SIGN_WAIVER).locked(turnover_id)
    asked = mine.select_for_update(of=("self",)).get(pk=ask_id)
    words = because.strip()
    must_be_about_the_home({"because": words}, on=on)
    if not is_signed and len(words) < SHORTEST_REASON:
        raise Invalid({"because": NO_REASON})
    answer = WaiverAnswer.SIGNED if is_signed else WaiverAnswer.DECLINED
    asked.answered(answer, because=words, at=at)
    if is_signed:
        _sign(_open(turnover), asked, actor, on=on, at=at)
    _tell(asked, at=at)
    return asked


def _sign(turnover: Turnover, asked: WaiverAsk, actor: Actor, *, on: date, at: datetime) -> None:
    if not criterion_in_force(asked.code, on=on).is_waivable:
        raise Refused(BY_LAW)
    twice = Refused(_("Somebody has signed for this already."))
    with kindly("one_waiver_per_criterion", twice):
        Waiver.sign(asked, by=actor.user_id, at=at)
    if turnover.inspected_on is not None:
        turnover.reach(on=on, at_standard=is_at_standard(turnover, on=on))


def _open(turnover: Turnover) -> Turnover:
    if turnover.ready_on is not None or turnover.cancelled_on is not None:
        raise Refused(OVER)
    return turnover


def _tell(asked: WaiverAsk, *, at: datetime) -> None:
    def word(language: str) -> str:
        with override(language):
            if asked.answer == WaiverAnswer.SIGNED:
                return gettext("The leader has signed the waiver you asked for.")
            return gettext("The leader has declined the waiver you asked for.")

    tell_colleague(
        asked.asked_by,
        word,
        key=f"waiver-answered:{asked.pk}",
        leads_to=reverse("upkeep:turnover", args=[asked.turnover_id]),
        at=at,
    )
