"""Which conclusion the answers of an inspection bear, and what is still to be answered. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from heimveg.upkeep.rules.standard import Verdict
from heimveg.upkeep.rules.words import Conclusion, InspectionKind


@dataclass(frozen=True, slots=True)
class Looked:
    """One required criterion, as it stands when the inspection ends."""

    code: str
    verdict: Verdict
    has_reason: bool = False  # why it was not looked at


def unanswered(looked: Sequence[Looked], kind: InspectionKind) -> list[str]:
    """Codes without an answer and without a reason why not. After damage only what was damaged
    is looked at."""
    if kind is InspectionKind.DAMAGE:
        return []
    return [one.code for one in looked if one.verdict is Verdict.UNKNOWN and not one.has_reason]


def borne_by(looked: Sequence[Looked]) -> Conclusion:
    """The one conclusion about the home that the answers bear."""
    verdicts = {one.verdict for one in looked}
    if Verdict.BELOW in verdicts:
        return Conclusion.BELOW_STANDARD
    return Conclusion.PARTLY_SEEN if Verdict.UNKNOWN in verdicts else Conclusion.AT_STANDARD
