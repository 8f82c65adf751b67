"""While a home is at risk somebody answers for the person: a case of prevention is not opened, and
a person's case is not closed, so that nobody does. Nobody answers for the dead."""

from django.db import migrations

# Looked at when the work is saved. Who answers for a merged record answers for the one it leads to.
ANSWERED = """
CREATE FUNCTION somebody_answers_while_a_home_is_at_risk() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  day date := coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date);
  who bigint;
BEGIN
  SELECT coalesce(p.merged_into_id, p.id) INTO who FROM persons_person p WHERE p.id = NEW.person_id;
  IF EXISTS (
    SELECT FROM prevention_preventioncase c
    WHERE c.closed_on IS NULL AND c.person_id IN (
      SELECT p.id FROM persons_person p WHERE p.id = who OR p.merged_into_id = who
    )
  ) AND NOT EXISTS (
    SELECT FROM persons_responsibility r
    WHERE r.person_id = who AND r.kind = 'coordinating'
      AND (r.ended_on IS NULL OR r.ended_on > day)
  ) AND NOT EXISTS (
    SELECT FROM persons_case k WHERE k.person_id = who AND k.outcome = 'died'
  ) THEN
    RAISE EXCEPTION 'somebody answers for the person while a home is at risk'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'somebody_answers_while_a_home_is_at_risk';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER somebody_answers_where_a_case_of_prevention_opens
  AFTER INSERT ON prevention_preventioncase
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION somebody_answers_while_a_home_is_at_risk();
CREATE CONSTRAINT TRIGGER no_case_is_closed_while_a_home_is_at_risk
  AFTER UPDATE OF closed_on ON persons_case
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.closed_on IS NULL AND NEW.closed_on IS NOT NULL)
  EXECUTE FUNCTION somebody_answers_while_a_home_is_at_risk();
"""
BACK = """
DROP TRIGGER no_case_is_closed_while_a_home_is_at_risk ON persons_case;
DROP TRIGGER somebody_answers_where_a_case_of_prevention_opens ON prevention_preventioncase;
DROP FUNCTION somebody_answers_while_a_home_is_at_risk();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prevention", "0005_a_closed_case_says_why_the_home_is_safe"),
        ("persons", "0002_who_sees_whom_and_who_answers"),
    ]
    operations = [migrations.RunSQL(ANSWERED, BACK)]
