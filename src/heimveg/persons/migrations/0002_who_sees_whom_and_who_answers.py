"""The second wall around people, the promise that somebody always answers, and history."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard
from heimveg.persons.sight import SEES_PERSON

D = FieldClass
GUARDED = {
    "persons_person": (D.D2, "id"),
    "persons_protection": (D.D2, "person_id"),  # who sees the person at all is cleared for it
    "persons_conflict": (D.D8, "person_id"),
    "persons_householdmember": (D.D3, "person_id"),
    "persons_case": (D.D3, "person_id"),
    "persons_consent": (D.D2, "person_id"),
    "persons_merge": (D.D3, "person_id"),
    "persons_nottwice": (D.D3, "person_id"),
}

UNREGISTERED = """
CREATE FUNCTION is_unregistered(person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT NOT EXISTS (SELECT FROM public.persons_person WHERE id = person)
$$;
"""
# A responsibility may be written for a person seen, or for one being registered just now.
RESPONSIBILITY = """
ALTER TABLE persons_responsibility ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_persons_only ON persons_responsibility
  USING (sees_person(person_id, 'D2') OR is_unregistered(person_id))
  WITH CHECK (sees_person(person_id, 'D2') OR is_unregistered(person_id));
"""
# A strictly protected person is never found this way: to the asker, the number is unknown.
KNOWN = """
CREATE FUNCTION known_person(number_index bytea) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT p.id FROM public.persons_person p
  LEFT JOIN public.persons_protection x ON x.person_id = p.id
  WHERE p.id_index = number_index AND p.merged_into_id IS NULL
    AND x.grade IS DISTINCT FROM 'strictly_confidential' AND p.employed_in_id IS NULL
    AND nullif(current_setting('heimveg.reader', true), '') IS NOT NULL
  ORDER BY p.id LIMIT 1
$$;
"""
NO_GAP = """
CREATE FUNCTION one_unit_answers_every_day() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE who bigint := coalesce(NEW.person_id, OLD.person_id);
BEGIN
  IF EXISTS (
    SELECT FROM public.persons_case c
    WHERE c.person_id = who
      AND NOT coalesce(
        (SELECT range_agg(daterange(r.started_on, r.ended_on)) FROM public.persons_responsibility r
         WHERE r.person_id = who AND r.kind = 'coordinating'), '{}'::datemultirange
      ) @> daterange(c.opened_on, c.closed_on)
  ) THEN
    RAISE EXCEPTION 'a person with an open case has exactly one coordinating unit on every day'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'no_gap_while_a_case_is_open';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER no_gap_while_a_case_is_open AFTER INSERT OR UPDATE OR DELETE ON persons_case
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION one_unit_answers_every_day();
CREATE CONSTRAINT TRIGGER no_gap_when_responsibility_changes AFTER INSERT OR UPDATE OR DELETE ON persons_responsibility
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION one_unit_answers_every_day();
"""
NO_GAP_BACK = """
DROP TRIGGER no_gap_while_a_case_is_open ON persons_case;
DROP TRIGGER no_gap_when_responsibility_changes ON persons_responsibility;
DROP FUNCTION one_unit_answers_every_day();
"""
KEPT = [*GUARDED, "persons_responsibility"]


class Migration(migrations.Migration):
    dependencies = [("persons", "0001_initial"), ("access", "0002_history_kept_by_trigger")]
    operations = [
        migrations.RunSQL(SEES_PERSON, "DROP FUNCTION sees_person(bigint, text, bigint, text[]);"),
        migrations.RunSQL(UNREGISTERED, "DROP FUNCTION is_unregistered(bigint);"),
        migrations.RunSQL(KNOWN, "DROP FUNCTION known_person(bytea);"),
        migrations.RunSQL(NO_GAP, NO_GAP_BACK),
        migrations.RunSQL(RESPONSIBILITY, unguard("persons_responsibility")),
        *(
            migrations.RunSQL(guard(table, c, person=column), unguard(table))
            for table, (c, column) in GUARDED.items()
        ),
        *(
            migrations.RunSQL(
                keep_history(table, person="id" if table == "persons_person" else "person_id"),
                drop_history(table),
            )
            for table in KEPT
        ),
    ]
