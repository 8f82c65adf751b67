"""What an administrative decision must hold, who may sign it, and until when it can be
appealed. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class DecisionKind(StrEnum):
    MUNICIPAL_DWELLING = "municipal_dwelling"
    INDIVIDUAL_HELP = "individual_help"
    TEMPORARY_ACCOMMODATION = "temporary_accommodation"
    REFUSAL = "refusal"
    TERMINATION = "termination"


class DecisionState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"  # by the caseworker; waits for the approver
    APPROVED = "approved"  # four eyes: may be told
    TOLD = "told"
    REPLACED = "replaced"


MOVES: dict[DecisionState, frozenset[DecisionState]] = {
    DecisionState.DRAFT: frozenset({DecisionState.SIGNED}),
    DecisionState.SIGNED: frozenset({DecisionState.APPROVED, DecisionState.DRAFT}),
    DecisionState.APPROVED: frozenset({DecisionState.TOLD, DecisionState.REPLACED}),
    DecisionState.TOLD: frozenset({DecisionState.REPLACED}),
    DecisionState.REPLACED: frozenset(),
}


def may_move(before: DecisionState, after: DecisionState) -> bool:
    return after in MOVES[before]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A dated rule of law: so many weeks from when the decision reached the party."""

    weeks: int
    law: str


def appeal_deadline(rule: Deadline, *, reached_party_on: date) -> date:
    """Last day an appeal is in time."""
    return reached_party_on + timedelta(weeks=rule.weeks)


@dataclass(frozen=True, slots=True)
class Condition:
    """A sentence that makes the home depend on something it must not depend on."""

    topic: str  # sobriety, treatment, visits or support
    sentence: str


SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")


def conditions_in(
    text: str, words: Mapping[str, str], *, support_is_assumed: bool = False
) -> list[Condition]:
    """Sentences that demand sobriety, treatment or visits, in the order they stand.

    `words` maps `topic:…`, `marker`, `strong` and `negation` to patterns (dated data). In the
    field for assumed support, only an outright condition counts; elsewhere `must` is enough.
    Source: conditions of this kind are not lawful (Bendixen, Kritisk juss 2024/1).
    """
    marker = _pattern(words["strong" if support_is_assumed else "marker"])
    denied = re.compile(
        rf"\b(?:{words['negation']})\b[^.!?]{{0,60}}\b(?:{words['strong']})\b"
        rf"|\b(?:{words['strong']})\b[^.!?]{{0,10}}\b(?:{words['negation']})\b",
        re.IGNORECASE,
    )
    topics = {k.removeprefix("topic:"): _pattern(v) for k, v in words.items() if k.startswith("topic:")}
    found = []
    for sentence in (m.group().strip() for m in SENTENCE.finditer(text)):
        if not marker.search(sentence) or denied.search(sentence):
            continue
        topic = next((name for name, pattern in topics.items() if pattern.search(sentence)), None)
        if topic:
            found.append(Condition(topic, sentence))
    return found


def _pattern(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)
