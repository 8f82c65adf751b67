"""Every promise asked about once more from outside: constraints can be dropped, data restored.

Each check gives the broken cases by number, never by name.
"""

from collections.abc import Callable, Iterable

from django.db import connection

from heimveg.access import sealing
from heimveg.access.context import reading_as
from heimveg.access.jobs import SEALS
from heimveg.accounts.queries import system_user
from heimveg.allocation.queries import broken_promises
from heimveg.base import clock
from heimveg.decisions.models import Decision, digest_of

OVERLAP = """
SELECT a.id, b.id FROM {table} a JOIN {table} b
  ON a.{key} = b.{key} AND a.id < b.id
 AND daterange(a.started_on, a.ended_on) && daterange(b.started_on, b.ended_on)
WHERE {both}
"""
GAP = """
SELECT c.id, c.person_id FROM persons_case c
WHERE NOT coalesce(
  (SELECT range_agg(daterange(r.started_on, r.ended_on)) FROM persons_responsibility r
   WHERE r.person_id = c.person_id AND r.kind = 'coordinating'), '{}'::datemultirange
) @> daterange(c.opened_on, c.closed_on)
"""
TWO_OPEN_HANDOFFS = """
SELECT a.id, b.id FROM handoffs_handoff a JOIN handoffs_handoff b
  ON a.person_id = b.person_id AND a.kind = b.kind AND a.id < b.id
WHERE a.state IN ('asked', 'escalated') AND b.state IN ('asked', 'escalated')
"""
# A yes and its row in the ledger, either without the other: the row must be of the unit that was
# to do it, of the kind that was asked, and begin no later than the answer.
HANDED_OVER = """
SELECT h.id, h.ledger_id FROM handoffs_handoff h
LEFT JOIN persons_responsibility r ON r.id = h.ledger_id
WHERE (h.state IN ('accepted', 'decided')) <> (h.ledger_id IS NOT NULL)
   OR h.ledger_id IS NOT NULL AND (
     r.id IS NULL OR r.person_id <> h.person_id OR r.started_on > h.ended_on
     OR r.unit_id <> CASE h.state WHEN 'decided' THEN h.decided_for_id ELSE h.to_unit_id END
     OR r.kind <> CASE WHEN h.kind = 'coordinate' OR r.unit_id = h.from_unit_id
                       THEN 'coordinating' ELSE 'contributing' END)
"""
# What waits is asked by, or of, the unit that answers for the person now.
ADRIFT = """
SELECT h.id, h.person_id FROM handoffs_handoff h
WHERE h.state IN ('asked', 'escalated') AND NOT EXISTS (
  SELECT FROM persons_responsibility r
  WHERE r.person_id = h.person_id AND r.kind = 'coordinating' AND r.ended_on IS NULL
    AND r.unit_id = h.from_unit_id)
"""
# Sight given only to answer ends with the question.
READS_ON = """
SELECT r.id, r.person_id FROM persons_responsibility r
WHERE r.kind = 'contributing' AND r.basis = 'asked' AND r.accepted_on IS NULL
  AND r.ended_on IS NULL AND NOT EXISTS (
    SELECT FROM handoffs_handoff h
    WHERE h.person_id = r.person_id AND h.state IN ('asked', 'escalated')
      AND r.unit_id IN (h.to_unit_id, h.mandate_unit_id))
"""
ANSWERS_AFTER_ITS_END = """
SELECT r.id, u.id FROM persons_responsibility r JOIN accounts_unit u ON u.id = r.unit_id
WHERE r.kind = 'coordinating' AND u.ended_on IS NOT NULL
  AND r.started_on IS DISTINCT FROM r.ended_on
  AND (r.ended_on IS NULL OR r.ended_on > u.ended_on)
"""
# What is owed on an account is the sum of its entries; an entry has an account to stand on.
OWED_ASTRAY = """
SELECT coalesce(a.tenancy_id, t.tenancy_id), coalesce(a.owed_ore, 0)
FROM tenancies_rentaccount a
FULL JOIN (
  SELECT e.tenancy_id, sum(CASE WHEN e.debit = 'tenant' THEN e.ore ELSE -e.ore END) AS ore
  FROM tenancies_entry e WHERE e.tenancy_id IS NOT NULL GROUP BY e.tenancy_id
) t ON t.tenancy_id = a.tenancy_id
WHERE a.id IS NULL OR a.owed_ore <> coalesce(t.ore, 0)
"""
# What rests of a payment nobody has placed, and what a month was charged, are their entries' too.
RESTS_ASTRAY = """
SELECT coalesce(e.payment_id, r.payment_id), coalesce(r.ore, 0) FROM (
  SELECT payment_id, sum(CASE WHEN credit = 'unplaced' THEN ore ELSE -ore END) AS ore
  FROM tenancies_entry WHERE 'unplaced' IN (debit, credit) GROUP BY payment_id
) e FULL JOIN tenancies_resting r ON r.payment_id = e.payment_id
WHERE coalesce(e.ore, 0) <> coalesce(r.ore, 0)
"""
MONTHS_ASTRAY = """
SELECT to_char(coalesce(e.month, a.month), 'YYYY-MM'), coalesce(a.ore, 0) FROM (
  SELECT month, sum(CASE WHEN debit = 'tenant' THEN ore ELSE -ore END) AS ore, count(*) AS entries
  FROM tenancies_entry
  WHERE month IS NOT NULL
    AND (kind IN ('charge', 'extra') OR kind = 'correction' AND credit = 'tenant')
  GROUP BY month
) e FULL JOIN (
  SELECT month, sum(ore) AS ore, sum(entries) AS entries FROM tenancies_monthadded GROUP BY month
) a ON a.month = e.month
WHERE (e.ore, e.entries) IS DISTINCT FROM (a.ore, a.entries)
"""
# A transfer moves something, from one account to another one.
UNBALANCED = """
SELECT e.id, coalesce(e.corrects_id, 0) FROM tenancies_entry e
WHERE e.ore <= 0 OR e.debit = e.credit
   OR NOT (ARRAY[e.debit, e.credit]::text[] <@ ARRAY['tenant', 'rent', 'bank', 'unplaced'])
   OR 'tenant' IN (e.debit, e.credit) AND (e.tenancy_id IS NULL OR e.person_id IS NULL)
"""
TAKEN_BACK_TWICE = """
SELECT e.id, count(*) FROM tenancies_entry e JOIN tenancies_entry c ON c.corrects_id = e.id
GROUP BY e.id HAVING sum(c.ore) > e.ore
"""
# Each line from the bank is booked by one entry of its amount; no line and no file is there twice.
READ_TWICE = """
SELECT p.id, p.file_id FROM tenancies_payment p
LEFT JOIN tenancies_entry e
  ON e.payment_id = p.id AND e.kind IN ('payment', 'received', 'reversal', 'returned')
GROUP BY p.id HAVING count(e.id) <> 1 OR sum(e.ore) <> abs(p.ore)
UNION ALL
SELECT max(p.file_id), min(p.file_id) FROM tenancies_payment p GROUP BY p.key HAVING count(*) > 1
UNION ALL
SELECT max(f.id), min(f.id) FROM tenancies_paymentfile f GROUP BY f.digest HAVING count(*) > 1
"""
UNSENT = (
    "SELECT id, id FROM notices_notice WHERE state = 'sent' AND (sent_at IS NULL OR receipt = '')"
)
FOUR_EYES = """
SELECT id, id FROM decisions_decision
WHERE state IN ('approved', 'told', 'replaced')
  AND (signed_by_id IS NULL OR approved_by_id IS NULL OR signed_by_id = approved_by_id)
"""
UNGUARDED = """
SELECT 0, c.relname FROM pg_class c WHERE c.relkind = 'r' AND NOT c.relrowsecurity
AND EXISTS (
  SELECT FROM pg_attribute a
  WHERE a.attrelid = c.oid AND a.attname = 'person_id' AND NOT a.attisdropped
)
AND c.relname NOT LIKE 'access_%'
"""


def _overlap(table: str, key: str, both: str = "true") -> str:
    return OVERLAP.format(table=table, key=key, both=both)


COORDINATING = "a.kind = 'coordinating' AND b.kind = 'coordinating'"
QUESTIONS: dict[str, str] = {
    "one coordinating unit at a time": _overlap(
        "persons_responsibility", "person_id", COORDINATING
    ),
    "no gap while a case is open": GAP,
    "one open hand-off of a kind at a time": TWO_OPEN_HANDOFFS,
    "accepted hand-offs and the ledger agree": HANDED_OVER,
    "open hand-offs are with who answers": ADRIFT,
    "who was asked reads no longer than asked": READS_ON,
    "a unit answers for nobody after its end": ANSWERS_AFTER_ITS_END,
    "one tenancy at a time per dwelling": _overlap("tenancies_tenancy", "dwelling_id"),
    "one tenancy at a time per person": _overlap("tenancies_tenancy", "person_id"),
    "one stay at a time per person": _overlap(
        "stays_stay", "person_id", "NOT a.awaits_home AND NOT b.awaits_home"
    ),
    "one cause at a time per dwelling": _overlap("dwellings_outofuse", "dwelling_id"),
    "one household at a time per person": _overlap("persons_householdmember", "person_id"),
    "what a tenant owes is the sum of the entries": OWED_ASTRAY,
    "what rests to be placed is the sum of the entries": RESTS_ASTRAY,
    "what a month was charged is the sum of the entries": MONTHS_ASTRAY,
    "every entry moves something between two accounts": UNBALANCED,
    "no more is taken back than was charged": TAKEN_BACK_TWICE,
    "every payment is booked once, from a file read once": READ_TWICE,
    "four eyes on every decision": FOUR_EYES,
    "what is sent has its receipt": UNSENT,
    "every table about persons is guarded": UNGUARDED,
}


def broken() -> Iterable[tuple[str, list[str]]]:
    """Each promise with the numbers of what breaks it; an empty list is a promise kept."""
    with reading_as(system_user().pk):
        for promise, question in QUESTIONS.items():
            with connection.cursor() as cursor:
                cursor.execute(question)
                yield promise, [f"{one} / {other}" for one, other in cursor.fetchall()]
        yield (
            "the logs are as they were sealed",
            [str(f) for f in sealing.faults(sealing.written_down(SEALS))],
        )
        yield "evidence is as it was frozen", _touched_evidence()
        yield "offers, decisions and tenancies agree", list(broken_promises(on=clock.today()))


def _touched_evidence() -> list[str]:
    kept = Decision.objects.exclude(evidence_digest="").values_list(
        "pk", "evidence", "evidence_digest"
    )
    return [str(pk) for pk, evidence, digest in kept.iterator() if digest_of(evidence) != digest]


def report(*, say: Callable[[str], object]) -> int:
    """Print each promise; exit status 1 if any is broken."""
    is_whole = True
    for promise, cases in broken():
        say(
            f"{'kept  ' if not cases else 'BROKEN'}  {promise}"
            + (f": {', '.join(cases[:20])}" if cases else "")
        )
        is_whole = is_whole and not cases
    return 0 if is_whole else 1
