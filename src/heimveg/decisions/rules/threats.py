"""Sentences of a voluntary agreement that make the home hang on it. Pure.

Stricter than what a lease or a letter may hold (`conditions`): who has agreed to be met, helped or
tested has agreed to nothing about the home. A sentence is looked at alone, and threatens by

1. a *breach* of the agreement and what it costs: the home, or something unsaid; or
2. a *turn* («when you», «who», «without», the verb first) that touches treatment, sobriety,
   visits, support or *meeting*, and what it costs: the home is lost, or made *worse* (dearer,
   shorter, another one, without power or key).

What is denied («the rent does not go up»), stands all the same, or is wished by the tenant is no
threat. The words are dated data (`data/condition_words.csv`).
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from heimveg.decisions.rules.conditions import (
    SENTENCE,
    Condition,
    Reader,
    any_of,
    compiled,
    group,
)


def threats_in(text: str, words: Mapping[str, str]) -> list[Condition]:
    """The sentences of a voluntary agreement that make the home, or anything else, hang on the
    agreement being kept: «brot på avtalen fører til utkasting»."""
    reader = _threats(tuple(sorted(words.items())))
    sentences = (m.group().strip() for m in SENTENCE.finditer(text))
    return [Condition("agreement", s) for s in sentences if reader.threatens(s)]


@lru_cache(maxsize=4)
def _threats(words: tuple[tuple[str, str], ...]) -> "_Threats":
    return _Threats(dict(words))


class _Threats:
    """The patterns, compiled once for one set of words."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.of = Reader(words)
        self.agreement, self.breach = any_of(words["agreement"]), any_of(words["breach"])
        self.consequence = compiled(rf"\b{group(words['consequence'])}(?!\w)")
        self.denial, self.worse = any_of(words["denial"]), any_of(words["worse"])
        self.meeting, self.turn = any_of(words["meeting"]), any_of(words["turn"])
        self.own_end = compiled(
            rf"\b{group(words['ending'])} (?:av|of) (?:\w+ )?{group(words['agreement'])}\b"
        )

    def threatens(self, sentence: str) -> bool:
        """A breach of the agreement that costs something, or a turn that costs the home."""
        said = self.own_end.sub("", sentence)  # that the agreement itself ends is no threat
        if self.of.no_loss.search(said) or self.of.stands.search(said):
            return False
        return self._breaks(said) or self._turns(said)

    def _breaks(self, said: str) -> bool:
        breach = self.breach.search(said) if self.agreement.search(said) else None
        cost = self._cost(said)
        if breach is None or cost is None:
            return False
        rest = said.replace(breach.group(), " ", 1).replace(cost.group(), " ", 1)
        return not self.denial.search(rest)

    def _cost(self, said: str) -> re.Match[str] | None:
        found = self.consequence.search(said)
        if found and not self.denial.search(found.group()):
            return found
        return next(self._costs_of_home(said), None)

    def _costs_of_home(self, said: str) -> Iterator[re.Match[str]]:
        """The home made worse, its tenant out, or the home lost."""
        kept = self.of.is_kept_all_the_same(said)  # «if you stop treatment, you keep the home»
        yield from (c for c in self.worse.finditer(said) if not kept or not self._keeps(c))
        yield from self.of.out.finditer(said)
        if self.of.home.search(self.agreement.sub("", said)):
            yield from self.of.loss.finditer(said)

    def _keeps(self, cost: re.Match[str]) -> bool:
        return self.of.keeps.search(cost.group()) is not None

    def _turns(self, said: str) -> bool:
        of = self.of
        if any(p.search(said) for p in (of.wish, of.may_leave, of.free)):
            return False
        if not (of.verb_first.search(said) or self.turn.search(said) or of.bond.search(said)):
            return False
        costs = (cost for cost in self._costs_of_home(said) if not self._is_denied(said, cost))
        return any(self._touches(said[: c.start()], said[c.end() :]) for c in costs)

    def _touches(self, *texts: str) -> bool:
        """What a person does or lets be, beside the cost itself."""
        return any(self.of.any_topic_of(text) or self.meeting.search(text) for text in texts)

    def _is_denied(self, said: str, cost: re.Match[str]) -> bool:
        """Within its own clause, which ends at a comma or where the turn begins."""
        before = re.split(r",", said[: cost.start()])[-1]
        if turned := list(self.turn.finditer(before)):
            before = before[turned[-1].end() :] if cost.start() else before
        after = self.turn.split(said[cost.end() :].split(",", maxsplit=1)[0])[0]
        return bool(self.denial.search(before) or self.denial.search(after or ""))
