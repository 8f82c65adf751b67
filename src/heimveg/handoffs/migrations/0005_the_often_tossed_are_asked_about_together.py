"""Who has been tossed between units, of those a reader sees, in one statement."""

from django.db import migrations

from heimveg.access.policies import THE_READER
from heimveg.handoffs.rules import NO_PLACE

NO_PLACES = ", ".join(f"'{state}'" for state in sorted(NO_PLACE))
# `is_counted`: as in the figures of all people.
TOSSED = f"""
CREATE FUNCTION tossed_seen(since date, often integer, actor bigint, roles text[])
RETURNS TABLE (
  person_id bigint, handoffs bigint, bounces bigint, last_on date, is_counted boolean)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 200 SET search_path = public AS $$
  WITH tossed AS MATERIALIZED (
    SELECT h.person_id, count(*) AS handoffs, max(h.asked_on) AS last_on,
      count(*) FILTER (WHERE h.state IN ({NO_PLACES}) OR h.escalated_on IS NOT NULL) AS bounces
    FROM handoffs_handoff h WHERE h.asked_on > since
    GROUP BY h.person_id
    HAVING count(*) >= often
      OR count(*) FILTER (WHERE h.state IN ({NO_PLACES}) OR h.escalated_on IS NOT NULL) > 0
  )
  SELECT t.person_id, t.handoffs, t.bounces, t.last_on,
    p.employed_in_id IS NULL AND x.id IS NULL
  FROM tossed t
  JOIN persons_person p ON p.id = t.person_id
  LEFT JOIN persons_protection x ON x.person_id = p.id
  WHERE t.person_id IN (
    SELECT people_seen(ARRAY(SELECT w.person_id FROM tossed w), 'D3', roles)
  ) AND (actor = {THE_READER} OR sees_person(t.person_id, 'D3', actor, roles))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("handoffs", "0004_both_units_read_the_decision"),
        ("persons", "0011_the_first_few_are_asked_about_together"),
    ]
    operations = [migrations.RunSQL(TOSSED, "DROP FUNCTION tossed_seen(date, integer, bigint, text[]);")]
