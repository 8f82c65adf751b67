"""Taking up somebody whose case was closed, handing on what a unit did, and knowing that much."""

from django.db import migrations

CASEWORK = "ARRAY['allocator', 'caseworker', 'coordinator', 'care_worker']"
DAY = "coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date)"
READER = "nullif(current_setting('heimveg.reader', true), '')::bigint"

# NULL when nobody has the number, somebody answers for them, or the reader may not.
TAKE_UP = f"""
CREATE FUNCTION take_up_known(number_index bytea, unit bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  reader bigint := {READER};
  day date := {DAY};
  who bigint := known_person(number_index);
BEGIN
  IF who IS NULL OR NOT EXISTS (
    SELECT FROM accounts_membership m WHERE m.user_id = reader AND m.unit_id = unit
      AND m.role = ANY({CASEWORK})
      AND m.started_on <= day AND (m.ended_on IS NULL OR m.ended_on > day)
  ) OR EXISTS (
    SELECT FROM persons_conflict c WHERE c.user_id = reader AND c.person_id = who
  ) THEN RETURN NULL; END IF;
  PERFORM FROM persons_person WHERE id = who FOR UPDATE;
  IF EXISTS (SELECT FROM persons_case WHERE person_id = who AND closed_on IS NULL)
    OR EXISTS (SELECT FROM persons_responsibility r WHERE r.person_id = who
               AND r.kind = 'coordinating' AND (r.ended_on IS NULL OR r.ended_on > day))
  THEN RETURN NULL; END IF;
  INSERT INTO persons_responsibility (person_id, unit_id, kind, basis, started_on, end_reason,
    made_by_id, made_at, accepted_on)
  VALUES (who, unit, 'coordinating', 'case', day, '', reader, now(), day);
  INSERT INTO persons_case (person_id, opened_on, outcome) VALUES (who, day, '');
  RETURN who;
END $$;
"""
HANDED_OVER = f"""
CREATE FUNCTION handed_over_lately(person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (
    SELECT FROM persons_responsibility r
    JOIN accounts_membership m ON m.unit_id = r.unit_id AND m.user_id = {READER}
    WHERE r.person_id = person AND r.kind = 'coordinating' AND r.end_reason = 'handed_over'
      AND r.ended_on > {DAY} - 90
      AND m.started_on <= {DAY} AND (m.ended_on IS NULL OR m.ended_on > {DAY})
      AND NOT EXISTS (SELECT FROM persons_protection x
                      WHERE x.person_id = person AND x.grade = 'strictly_confidential')
  )
$$;
"""
HOW_MANY = """
CREATE FUNCTION people_a_unit_answers_for(unit bigint) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT count(DISTINCT person_id)::integer FROM persons_responsibility
  WHERE unit_id = unit AND kind = 'coordinating' AND ended_on IS NULL
$$;
"""
# Both halves in one statement: between two, nobody would answer.
LEAD_ON = f"""
CREATE FUNCTION lead_on(unit bigint, heir bigint, day date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH before AS (
    SELECT * FROM persons_responsibility
    WHERE unit_id = unit AND (ended_on IS NULL OR ended_on > day)
      AND (kind = 'contributing' OR heir IS NOT NULL)
  ), ended AS (
    UPDATE persons_responsibility r
    SET ended_on = greatest(day, r.started_on),
        end_reason = CASE WHEN heir IS NULL THEN 'over' ELSE 'handed_over' END
    FROM before WHERE r.id = before.id
    RETURNING r.id
  )
  INSERT INTO persons_responsibility (person_id, unit_id, kind, basis, started_on, ended_on,
    end_reason, made_by_id, made_at, accepted_on, consent_id)
  SELECT b.person_id, heir, b.kind, b.basis, greatest(day, b.started_on), b.ended_on,
    '', {READER}, now(), b.accepted_on, b.consent_id
  FROM before b JOIN ended USING (id)
  WHERE heir IS NOT NULL AND (b.kind = 'coordinating' OR NOT EXISTS (
    SELECT FROM persons_responsibility o
    WHERE o.person_id = b.person_id AND o.unit_id = heir AND o.kind = 'contributing'
      AND o.basis = b.basis
      AND daterange(o.started_on, o.ended_on)
          && daterange(greatest(day, b.started_on), b.ended_on)
  ))
$$;
"""
WHILE_IT_EXISTS = """
CREATE FUNCTION a_unit_answers_while_it_exists() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE which bigint := CASE TG_TABLE_NAME WHEN 'accounts_unit' THEN NEW.id ELSE NULL END;
BEGIN
  IF which IS NULL THEN which := to_jsonb(NEW)->>'unit_id'; END IF;
  IF EXISTS (
    SELECT FROM persons_responsibility r JOIN accounts_unit u ON u.id = r.unit_id
    WHERE r.unit_id = which AND r.kind = 'coordinating' AND u.ended_on IS NOT NULL
      AND (r.ended_on IS NULL OR r.ended_on > u.ended_on)
      AND r.started_on IS DISTINCT FROM r.ended_on
  ) THEN
    RAISE EXCEPTION 'a unit answers for nobody after its last day'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_unit_answers_while_it_exists';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_unit_ends_when_it_answers_for_nobody
  AFTER UPDATE OF ended_on ON accounts_unit DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.ended_on IS NOT NULL)
  EXECUTE FUNCTION a_unit_answers_while_it_exists();
CREATE CONSTRAINT TRIGGER who_answers_exists
  AFTER INSERT OR UPDATE ON persons_responsibility DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.kind = 'coordinating' AND NEW.ended_on IS NULL)
  EXECUTE FUNCTION a_unit_answers_while_it_exists();
"""
WHILE_IT_EXISTS_BACK = """
DROP TRIGGER a_unit_ends_when_it_answers_for_nobody ON accounts_unit;
DROP TRIGGER who_answers_exists ON persons_responsibility;
DROP FUNCTION a_unit_answers_while_it_exists();
"""


class Migration(migrations.Migration):
    dependencies = [("persons", "0005_a_relation_may_rest_on_a_consent")]
    operations = [
        migrations.RunSQL(TAKE_UP, "DROP FUNCTION take_up_known(bytea, bigint);"),
        migrations.RunSQL(HANDED_OVER, "DROP FUNCTION handed_over_lately(bigint);"),
        migrations.RunSQL(HOW_MANY, "DROP FUNCTION people_a_unit_answers_for(bigint);"),
        migrations.RunSQL(LEAD_ON, "DROP FUNCTION lead_on(bigint, bigint, date);"),
        migrations.RunSQL(WHILE_IT_EXISTS, WHILE_IT_EXISTS_BACK),
    ]
