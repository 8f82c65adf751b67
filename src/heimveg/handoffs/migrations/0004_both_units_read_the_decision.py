"""A decision between two units is read by both, and by who decided, though they see the person no
more: the words and the units, nothing else. Never of a strictly protected person; of others with a
protected address and of colleagues only by who is cleared for them, as when they saw the person;
nor by somebody kept from the person for a reason of their own."""

from django.db import migrations

READER = "nullif(current_setting('heimveg.reader', true), '')::bigint"
DAY = "coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date)"
DECIDED = f"""
CREATE FUNCTION handoffs_decided()
RETURNS TABLE (id bigint, person_id bigint, kind text, from_unit_id bigint, from_unit text,
  to_unit_id bigint, to_unit text, decided_for text, ended_on date, words text, is_mine boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT h.id, h.person_id, h.kind::text, h.from_unit_id, f.name::text, h.to_unit_id, t.name::text,
    d.name::text, h.ended_on, h.decision_words, h.answered_by_id = {READER}
  FROM handoffs_handoff h
  JOIN persons_person p ON p.id = h.person_id
  JOIN accounts_unit f ON f.id = h.from_unit_id
  JOIN accounts_unit t ON t.id = h.to_unit_id
  JOIN accounts_unit d ON d.id = h.decided_for_id
  WHERE h.state = 'decided'
    AND (h.answered_by_id = {READER} OR EXISTS (
      SELECT FROM accounts_membership m
      WHERE m.user_id = {READER} AND m.unit_id IN (h.from_unit_id, h.to_unit_id)
        AND m.started_on <= {DAY} AND (m.ended_on IS NULL OR m.ended_on > {DAY})
        AND (m.handles_protected OR NOT EXISTS (
          SELECT FROM persons_protection y
          WHERE y.person_id = coalesce(p.merged_into_id, p.id)
        ))
        AND (p.employed_in_id IS NULL
             OR m.handles_own_employees AND m.unit_id <> p.employed_in_id)
    ))
    AND NOT EXISTS (
      SELECT FROM persons_protection x
      WHERE x.person_id = coalesce(p.merged_into_id, p.id) AND x.grade = 'strictly_confidential'
    )
    AND NOT EXISTS (
      SELECT FROM persons_conflict c JOIN persons_person q ON q.id = c.person_id
      WHERE c.user_id = {READER}
        AND coalesce(q.merged_into_id, q.id) = coalesce(p.merged_into_id, p.id)
    )
$$;
DROP FUNCTION handoffs_i_decided();
"""


class Migration(migrations.Migration):
    dependencies = [("handoffs", "0003_who_decided_reads_their_own_decision")]
    operations = [migrations.RunSQL(DECIDED)]
