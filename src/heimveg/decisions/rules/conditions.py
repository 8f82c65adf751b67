"""Sentences that make a home depend on sobriety, treatment, visits or support. Pure.

Such conditions are not lawful (Bendixen, Kritisk juss 2024/1). Support may be described as
assumed. A sentence is looked at alone; what it holds is asked in this order:

1. a *bond* («unless», «so long as», «if») together with a word of the home and a topic;
2. a condition without such a word: the verb first («drikk du, …») or a threat («be sober, or
   else …»), a topic in it, and after it the *loss* of the home;
3. a *loss* of the home by lack of a topic, or a *ban* on using substances;
4. a *duty* on the person («you must», «the tenant shall», or «must» alone) to take up a topic,
   or not to use;
5. the *noun* itself («condition», «requirement», «we require») together with a topic, when it
   is neither denied («it is not a condition») nor said to be met.

The words are dated data (`data/condition_words.csv`); here is only how they work together.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

SENTENCE = re.compile(r"[^.!?\n;]+[.!?]?")
NEAR = 60  # letters between a duty and what it is a duty to
CLOSE = 25  # letters between a noun and the word that denies it


@dataclass(frozen=True, slots=True)
class Condition:
    """A sentence that makes the home depend on something it must not depend on."""

    topic: str  # sobriety, treatment, visits or support
    sentence: str


def conditions_in(
    text: str, words: Mapping[str, str], *, support_is_assumed: bool = False
) -> list[Condition]:
    """The sentences that set such a condition, in the order they stand.

    In the field for assumed support a plain duty («you are to be visited weekly») describes
    the support; only what the home is made to hang on counts there.
    """
    reader = reader_of(tuple(sorted(words.items())))
    sentences = (m.group().strip() for m in SENTENCE.finditer(text))
    found = ((reader.topic(s, duties=not support_is_assumed), s) for s in sentences)
    return [Condition(topic, sentence) for topic, sentence in found if topic]


def demands_in(text: str, words: Mapping[str, str]) -> list[Condition]:
    """The sentences in the conditions of a grant that ask the tenant to take something up. What
    the municipality is to offer, and whom the home is for, may stand there."""
    reader = reader_of(tuple(sorted(words.items())))
    sentences = (m.group().strip() for m in SENTENCE.finditer(text))
    found = ((reader.demand(s), s) for s in sentences)
    return [Condition(topic, sentence) for topic, sentence in found if topic]


@lru_cache(maxsize=4)
def reader_of(words: tuple[tuple[str, str], ...]) -> "Reader":
    return Reader(dict(words))


class Reader:
    """The patterns, compiled once for one set of words."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.topics = {
            kind.removeprefix("topic:"): any_of(pattern)
            for kind, pattern in words.items()
            if kind.startswith("topic:")
        }
        self.using = any_of(words["use"])
        self.bond, self.unless = any_of(words["bond"]), any_of(words["unless"])
        self.home, self.purpose = any_of(words["home"]), any_of(words["in order to"])
        self.noun = any_of(words["noun"])
        self.is_met, self.stands = any_of(words["met"]), any_of(words["still"])
        self.wish, self.may_leave = any_of(words["wish"]), any_of(words["may leave"])
        self.needs, self.free = any_of(words["treng"]), any_of(words["free from"])
        self.ban, self.common = any_of(words["ban"]), any_of(words["common"])
        self.lack, self.loss = any_of(words["lack"]), any_of(words["loss"])
        self.no_loss, self.keeps = any_of(words["no loss"]), any_of(words["keep"])
        self.declines = any_of(words["decline"])
        self.out, self.was_lost = any_of(words["out"]), any_of(words["was lost"])
        self.otherwise = compiled(rf"\b{group(words['otherwise'])}")
        who, duty, taking = (group(words[kind]) for kind in ("subject", "duty", "taking"))
        negation = group(words["negation"])
        self.verb_first = compiled(
            rf"^\W*(?:(?:og|men|and|but) )?(?!{group(words['no condition'])}\b)\w+"
            rf"(?: {group(words['negation'])})? {who}\b"
        )
        self.demanded = compiled(rf"\b{group(words['demander'])}\b(?! (?:\w+ )?{negation}\b)")
        alone = group(words["alone"])  # «- must be sober»: nobody else can be meant
        self.reserved = any_of(words["reserved"])
        self.those_accepting = compiled(
            rf"\b(?:{group(words['those who'])}|{who})(?: (?!{negation}\b)\w+){{0,3}}?"
            rf" {group(words['accepting'])}\b"
        )
        self.duty = compiled(
            rf"\b(?:{who} {duty}|(?:må|skal|must|shall) {who})\b|(?:^|:)\W*{alone}(?!\w)"
        )
        self.taking = compiled(rf"^\W*(?:\w+ ){{0,3}}?{taking}\b")
        self.refraining = compiled(rf"^\W*(?:\w+ ){{0,2}}?{group(words['refrain'])}\b")
        self.not_to = compiled(rf"^\W*(?:\w+ )?{negation}\b")
        self.denied = compiled(
            rf"\b{negation}\b[^.!?,]{{0,{CLOSE}}}?\b{group(words['noun'])}\b"
            rf"|\b{group(words['noun'])}\b(?! (?:er|var|is|was) (?:at|that)\b)[^.!?,]{{0,8}}"
            rf"\b{negation}\b"
        )

    def topic(self, sentence: str, *, duties: bool) -> str:
        """What the sentence makes a condition; empty when nothing."""
        return (
            self._bound(sentence)
            or self._tied(sentence)
            or (self._reserved(sentence) if self.home.search(sentence) else "")
            or self._lost(sentence)
            or self._duty(sentence, outright=not duties)
            or self._stated(sentence)
        )

    def demand(self, sentence: str) -> str:
        """What it asks the tenant to take up; empty when nothing."""
        return (
            self._reserved(sentence)
            or self._duty(sentence, outright=False)
            or self._asked_of_tenant(sentence)
        )

    def _reserved(self, sentence: str) -> str:
        """«Berre for den som tek imot oppfølging»."""
        return self._accepted(sentence) if self.reserved.search(sentence) else ""

    def _asked_of_tenant(self, sentence: str) -> str:
        """«Eit vilkår er at leigaren tek imot oppfølging»; «så lenge …»."""
        if any(p.search(sentence) for p in (self.denied, self.free, self.stands, self.wish)):
            return ""
        asks = (self.bond, self.noun, self.demanded)
        is_asked = any(p.search(sentence) for p in asks)
        return self._accepted(sentence) if is_asked else ""

    def _accepted(self, sentence: str) -> str:
        """What those are said to take up whom a sentence names; what they need is not it."""
        for found in self.those_accepting.finditer(sentence):
            rest = sentence[found.end() :][:NEAR]
            if topic := self.any_topic_of(rest):
                return topic
        return ""

    def _bound(self, sentence: str) -> str:
        topic = self.any_topic_of(sentence)
        is_of_home = self.home.search(sentence) or self.out.search(sentence)
        if not topic or not self.bond.search(sentence) or not is_of_home:
            return ""
        if self.stands.search(sentence) or self.no_loss.search(sentence):
            return ""
        if self.unless.search(sentence):
            return topic
        is_free = any(p.search(sentence) for p in (self.wish, self.may_leave, self.needs))
        return "" if is_free or self.is_kept_all_the_same(sentence) else topic

    def is_kept_all_the_same(self, sentence: str) -> bool:
        """«If you stop treatment, you keep the home»."""
        is_kept = self.keeps.search(sentence) and not self.loss.search(sentence)
        return bool(is_kept and self.declines.search(sentence))

    def _tied(self, sentence: str) -> str:
        """«Drikk du, mister du bustaden»; «hald deg edru, elles må du ut»."""
        if any(p.search(sentence) for p in (self.stands, self.no_loss, self.may_leave)):
            return ""
        is_open = self.verb_first.search(sentence) or self.otherwise.search(sentence)
        return self._tied_to(sentence) if is_open else ""

    def _tied_to(self, sentence: str) -> str:
        """The topic before what is lost; of the home, and not told as something past."""
        ends = (*self.loss.finditer(sentence), *self.out.finditer(sentence))
        losses = (end for end in ends if not self.was_lost.fullmatch(end.group()))
        for before, after in (_parts(sentence, loss.start()) for loss in losses):
            topic = self.any_topic_of(before)
            if topic and (self.home.search(after) or self.out.search(after)):
                return topic
        return self._kept_by_sobriety(sentence)

    def _kept_by_sobriety(self, sentence: str) -> str:
        """«Held du deg rusfri, får du behalde bustaden»."""
        head, comma, rest = sentence.partition(",")
        is_kept = comma and self.keeps.search(rest) and self.home.search(rest)
        is_so = is_kept and not self.declines.search(head)
        return "sobriety" if is_so and self.topics["sobriety"].search(head) else ""

    def _lost(self, sentence: str) -> str:
        """«Without treatment you lose the home»; «drinking at home is not allowed»."""
        if self.no_loss.search(sentence) or self.stands.search(sentence):
            return ""
        if self.lack.search(sentence) and self.loss.search(sentence):
            return self.any_topic_of(sentence)
        is_house_rule = self.common.search(sentence)
        return "" if is_house_rule or not self.ban.search(sentence) else self._use_of(sentence)

    def _duty(self, sentence: str, *, outright: bool) -> str:
        if outright and not self.purpose.search(sentence):
            return ""
        rests = (sentence[found.end() :] for found in self.duty.finditer(sentence))
        return next(filter(None, map(self._due, rests)), "")

    def _due(self, rest: str) -> str:
        """What the words after «you must» make a duty; a place near a clinic is not one."""
        near = rest[:NEAR]
        if self.not_to.search(rest) or self.refraining.search(rest):
            return self._use_of(near)
        if not self.taking.search(rest):
            return ""
        return self._topic_of(self.home.split(near, maxsplit=1)[0])

    def _stated(self, sentence: str) -> str:
        topic = self.any_topic_of(sentence)
        if self.denied.search(sentence) or self.free.search(sentence):
            return ""
        if self.demanded.search(sentence):
            return topic
        is_named = self.noun.search(sentence) and not self.is_met.search(sentence)
        return topic if is_named else ""

    def _topic_of(self, text: str) -> str:
        return next((name for name, pattern in self.topics.items() if pattern.search(text)), "")

    def any_topic_of(self, text: str) -> str:
        return self._topic_of(text) or self._use_of(text)

    def _use_of(self, text: str) -> str:
        return "sobriety" if self.using.search(text) else ""


def _parts(sentence: str, loss: int) -> tuple[str, str]:
    """What stands before the clause of the loss, and that clause."""
    comma = sentence.rfind(",", 0, loss)
    at = loss if comma < 0 else comma
    return sentence[:at], sentence[at:]


def group(alternatives: str) -> str:
    return f"(?:{alternatives})"


def any_of(alternatives: str) -> re.Pattern[str]:
    return compiled(rf"\b{group(alternatives)}\b")


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
