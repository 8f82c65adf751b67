"""Who decided between two units reads what they wrote afterwards, though they see the person no
more. Their own words and the units, nothing else; never of a strictly protected person."""

from django.db import migrations

DECIDED = """
CREATE FUNCTION handoffs_i_decided()
RETURNS TABLE (id bigint, person_id bigint, kind text, from_unit text, to_unit text,
  decided_for text, ended_on date, decision_words text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT h.id, h.person_id, h.kind::text, f.name::text, t.name::text, d.name::text, h.ended_on,
    h.decision_words
  FROM handoffs_handoff h
  JOIN accounts_unit f ON f.id = h.from_unit_id
  JOIN accounts_unit t ON t.id = h.to_unit_id
  JOIN accounts_unit d ON d.id = h.decided_for_id
  WHERE h.state = 'decided'
    AND h.answered_by_id = nullif(current_setting('heimveg.reader', true), '')::bigint
    AND NOT EXISTS (
      SELECT FROM persons_protection x
      JOIN persons_person p ON coalesce(p.merged_into_id, p.id) = x.person_id
      WHERE p.id = h.person_id AND x.grade = 'strictly_confidential'
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("handoffs", "0002_guarded_and_told_apart_without_names")]
    operations = [migrations.RunSQL(DECIDED, "DROP FUNCTION handoffs_i_decided();")]
