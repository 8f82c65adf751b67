"""Stays carry a version; the one that begins when a tenant moves out has one too."""

from django.db import migrations

LEAVE_HOME = """
CREATE OR REPLACE FUNCTION leave_home(tenancy bigint, day date, moves_to text) RETURNS void
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
  UPDATE stays_stay SET ended_on = day, version = version + 1 WHERE id = left_behind.id;
  INSERT INTO stays_stay (person_id, kind, started_on, ended_on, has_dwelling_after,
    version)
  VALUES (left_behind.person_id, moves_to, day, left_behind.ended_on, false, 1);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0009_what_was_signed_never_changes"),
        ("stays", "0003_a_stay_is_corrected_by_one_at_a_time"),
    ]
    operations = [migrations.RunSQL(LEAVE_HOME, migrations.RunSQL.noop)]
