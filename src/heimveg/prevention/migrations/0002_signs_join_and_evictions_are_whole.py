"""A sign opens the case it belongs to; an eviction has its plan, its next night and its need; a
tenancy ends as evicted only with one."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard

D = FieldClass
GUARDED = {
    "prevention_homesign": D.D2,
    "prevention_moneysign": D.D6,
    "prevention_preventioncase": D.D3,
    "prevention_step": D.D3,
    "prevention_instalmentplan": D.D6,
    "prevention_instalment": D.D6,
    "prevention_eviction": D.D3,
}
# Who notes noise sees no case: so the database opens it.
JOIN = """
CREATE FUNCTION sign_joins_its_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO prevention_preventioncase
    (tenancy_id, person_id, opened_on, first_sign_on, outcome, next_code, next_on, next_due_on, version)
  VALUES (NEW.tenancy_id, NEW.person_id, NEW.seen_on, NEW.seen_on, '', 'contact', NEW.seen_on,
    NEW.contact_by, 1)
  ON CONFLICT (tenancy_id) WHERE closed_on IS NULL DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER home_sign_joins_its_case AFTER INSERT ON prevention_homesign
  FOR EACH ROW EXECUTE FUNCTION sign_joins_its_case();
CREATE TRIGGER money_sign_joins_its_case AFTER INSERT ON prevention_moneysign
  FOR EACH ROW EXECUTE FUNCTION sign_joins_its_case();
"""
JOIN_BACK = """
DROP TRIGGER money_sign_joins_its_case ON prevention_moneysign;
DROP TRIGGER home_sign_joins_its_case ON prevention_homesign;
DROP FUNCTION sign_joins_its_case();
"""
# Looked at when the work is saved: tenancy, stay and need are written in the same breath.
WHOLE = """
CREATE FUNCTION eviction_is_whole() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM prevention_step s
    WHERE s.id = NEW.plan_tried_id AND s.case_id = NEW.case_id AND s.code = 'plan'
      AND s.taken_on <= NEW.carried_out_on
  ) THEN
    RAISE EXCEPTION 'an eviction has the plan that was tried'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'eviction_has_the_plan_that_was_tried';
  END IF;
  IF NOT EXISTS (
    SELECT FROM stays_stay s
    WHERE s.id = NEW.next_night_id AND s.person_id = NEW.person_id
      AND s.started_on = NEW.carried_out_on AND s.kind NOT IN ('unknown', 'rough')
  ) THEN
    RAISE EXCEPTION 'an eviction says where the person sleeps the next night'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'eviction_has_its_next_night';
  END IF;
  IF NOT EXISTS (
    SELECT FROM needs_need n WHERE n.id = NEW.need_id AND n.person_id = NEW.person_id
      AND n.opened_on <= NEW.carried_out_on
  ) THEN
    RAISE EXCEPTION 'housing again begins the same day'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'eviction_begins_a_need';
  END IF;
  IF NOT EXISTS (
    SELECT FROM tenancies_tenancy t WHERE t.id = NEW.tenancy_id AND t.person_id = NEW.person_id
      AND t.ended_on = NEW.carried_out_on AND t.end_reason = 'evicted'
  ) OR NOT EXISTS (
    SELECT FROM prevention_preventioncase c WHERE c.id = NEW.case_id
      AND c.tenancy_id = NEW.tenancy_id AND c.person_id = NEW.person_id
      AND c.outcome = 'evicted'
  ) THEN
    RAISE EXCEPTION 'an eviction ends its tenancy and its case'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'eviction_ends_its_tenancy_and_case';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER eviction_is_whole AFTER INSERT OR UPDATE ON prevention_eviction
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION eviction_is_whole();
CREATE FUNCTION evicted_only_with_an_eviction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM prevention_eviction e WHERE e.tenancy_id = NEW.id) THEN
    RAISE EXCEPTION 'a tenancy ends as evicted only with an eviction'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'evicted_only_with_an_eviction';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER evicted_only_with_an_eviction AFTER INSERT OR UPDATE ON tenancies_tenancy
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.end_reason = 'evicted')
  EXECUTE FUNCTION evicted_only_with_an_eviction();
CREATE FUNCTION eviction_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an eviction that was carried out is not rewritten'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'eviction_never_changes';
END $$;
CREATE TRIGGER eviction_never_changes BEFORE UPDATE OR DELETE ON prevention_eviction
  FOR EACH ROW EXECUTE FUNCTION eviction_never_changes();
"""
WHOLE_BACK = """
DROP TRIGGER eviction_never_changes ON prevention_eviction;
DROP FUNCTION eviction_never_changes();
DROP TRIGGER evicted_only_with_an_eviction ON tenancies_tenancy;
DROP FUNCTION evicted_only_with_an_eviction();
DROP TRIGGER eviction_is_whole ON prevention_eviction;
DROP FUNCTION eviction_is_whole();
"""
# Counts and nothing else, for those who read no case. Prevented: the law's notice had been given,
# and the home was kept.
COUNTS = """
CREATE FUNCTION evictions_by_year()
RETURNS TABLE (year integer, cases bigint, notices bigint, petitions bigint, evicted bigint, prevented bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH happened AS (
    SELECT extract(year FROM c.opened_on)::integer AS year, 'case' AS what
    FROM prevention_preventioncase c
    UNION ALL
    SELECT extract(year FROM min(s.taken_on))::integer, s.code FROM prevention_step s
    WHERE s.code IN ('notice_4_18', 'petition') GROUP BY s.case_id, s.code
    UNION ALL
    SELECT extract(year FROM e.carried_out_on)::integer, 'evicted' FROM prevention_eviction e
    UNION ALL
    SELECT extract(year FROM c.closed_on)::integer, 'prevented' FROM prevention_preventioncase c
    WHERE c.outcome = 'kept' AND EXISTS (
      SELECT FROM prevention_step s WHERE s.case_id = c.id AND s.code IN ('notice_4_18', 'petition')
    )
  )
  SELECT h.year, count(*) FILTER (WHERE what = 'case'),
    count(*) FILTER (WHERE what = 'notice_4_18'), count(*) FILTER (WHERE what = 'petition'),
    count(*) FILTER (WHERE what = 'evicted'), count(*) FILTER (WHERE what = 'prevented')
  FROM happened h
  WHERE nullif(current_setting('heimveg.reader', true), '') IS NOT NULL
  GROUP BY h.year ORDER BY h.year DESC
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prevention", "0001_initial"),
        ("persons", "0002_who_sees_whom_and_who_answers"),
        ("tenancies", "0005_a_tenancy_that_ends_says_why"),
        ("stays", "0002_guarded_rows"),
        ("needs", "0002_guarded_rows"),
    ]
    operations = [
        *(migrations.RunSQL(guard(table, c), unguard(table)) for table, c in GUARDED.items()),
        *(migrations.RunSQL(keep_history(table), drop_history(table)) for table in GUARDED),
        migrations.RunSQL(JOIN, JOIN_BACK),
        migrations.RunSQL(WHOLE, WHOLE_BACK),
        migrations.RunSQL(COUNTS, "DROP FUNCTION evictions_by_year();"),
    ]
