"""A landlord who records that a tenant moved knows no more about where the person sleeps, and
sees no stays. This function writes just that the stay in the home is over; it returns nothing."""

from django.db import migrations

LEAVE_HOME = """
CREATE FUNCTION leave_home(tenancy bigint, day date, moves_to text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  left_behind record;
BEGIN
  SELECT s.id, s.person_id, s.ended_on INTO left_behind
  FROM tenancies_tenancy t
  JOIN stays_stay s ON s.person_id = t.person_id AND s.dwelling_id = t.dwelling_id
  WHERE t.id = tenancy AND s.kind = 'municipal_tenancy'
    AND s.started_on <= day AND (s.ended_on IS NULL OR s.ended_on > day)
    AND sees_person(t.person_id, 'D2');
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE stays_stay SET ended_on = day WHERE id = left_behind.id;
  INSERT INTO stays_stay (person_id, kind, started_on, ended_on, has_dwelling_after)
  VALUES (left_behind.person_id, moves_to, day, left_behind.ended_on, false);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0003_homes_are_let"),
        ("stays", "0002_guarded_rows"),
        ("persons", "0003_finding_people_and_hiding_addresses"),
    ]
    operations = [
        migrations.RunSQL(LEAVE_HOME, "DROP FUNCTION leave_home(bigint, date, text);"),
    ]
