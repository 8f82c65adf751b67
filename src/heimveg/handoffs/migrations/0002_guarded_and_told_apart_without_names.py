"""Hand-offs are seen by those who see the person, what they say of health by fewer; figures by
more, without the person; and what became of one's own question by who was involved."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard

GUARDED = {
    "handoffs_handoff": FieldClass.D3,
    "handoffs_handoffnote": FieldClass.D4,
}
DAY = "coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date)"

# Without the persons' names and numbers, and without those who are protected or work here.
MOVEMENT = """
CREATE VIEW handoffs_movement AS
  SELECT h.id, dense_rank() OVER (ORDER BY md5(coalesce(p.merged_into_id, p.id)::text)) AS who,
    h.from_unit_id, h.to_unit_id, h.state, h.declined_because, h.asked_on, h.ended_on, h.answer_by,
    h.escalated_on IS NOT NULL AS was_escalated
  FROM handoffs_handoff h JOIN persons_person p ON p.id = h.person_id, (SELECT) AS read_only
  WHERE p.employed_in_id IS NULL AND NOT EXISTS (
    SELECT FROM persons_protection x WHERE x.person_id = coalesce(p.merged_into_id, p.id)
  );
"""
# How a hand-off ended that a unit of the reader's was part of, also when they see the person no
# more: who lost a race is told so. Nothing of the person.
FATE = f"""
CREATE FUNCTION handoff_fate(handoff bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT h.state FROM handoffs_handoff h
  WHERE h.id = handoff AND EXISTS (
    SELECT FROM accounts_membership m
    WHERE m.user_id = nullif(current_setting('heimveg.reader', true), '')::bigint
      AND m.unit_id IN (h.from_unit_id, h.to_unit_id, h.mandate_unit_id)
      AND m.started_on <= {DAY} AND (m.ended_on IS NULL OR m.ended_on > {DAY})
  ) AND NOT EXISTS (
    SELECT FROM persons_protection x
    WHERE x.person_id = h.person_id AND x.grade = 'strictly_confidential'
  )
$$;
"""
UNIT_ENDS = """
CREATE FUNCTION no_handoff_waits_for_an_ended_unit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (
    SELECT FROM handoffs_handoff h WHERE h.state IN ('asked', 'escalated')
      AND NEW.id IN (h.from_unit_id, h.to_unit_id)
  ) THEN
    RAISE EXCEPTION 'a unit ends when no hand-off waits for it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'no_handoff_waits_for_an_ended_unit';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER no_handoff_waits_for_an_ended_unit
  AFTER UPDATE OF ended_on ON accounts_unit
  FOR EACH ROW WHEN (NEW.ended_on IS NOT NULL)
  EXECUTE FUNCTION no_handoff_waits_for_an_ended_unit();
"""
UNIT_ENDS_BACK = """
DROP TRIGGER no_handoff_waits_for_an_ended_unit ON accounts_unit;
DROP FUNCTION no_handoff_waits_for_an_ended_unit();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("handoffs", "0001_initial"),
        ("persons", "0006_nobody_is_lost_when_a_case_or_a_unit_ends"),
    ]
    operations = [
        *(migrations.RunSQL(guard(table, c), unguard(table)) for table, c in GUARDED.items()),
        *(migrations.RunSQL(keep_history(table), drop_history(table)) for table in GUARDED),
        migrations.RunSQL(MOVEMENT, "DROP VIEW handoffs_movement;"),
        migrations.RunSQL(FATE, "DROP FUNCTION handoff_fate(bigint);"),
        migrations.RunSQL(UNIT_ENDS, UNIT_ENDS_BACK),
    ]
