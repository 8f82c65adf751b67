"""A plan says what it holds, and an earlier sign that is noted late moves the first day back."""

from django.db import migrations, models

JOIN = """
CREATE OR REPLACE FUNCTION sign_joins_its_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO prevention_preventioncase AS c
    (tenancy_id, person_id, opened_on, first_sign_on, outcome, next_code, next_on, next_due_on, version)
  VALUES (NEW.tenancy_id, NEW.person_id, NEW.seen_on, NEW.seen_on, '', 'contact', NEW.seen_on,
    NEW.contact_by, 1)
  ON CONFLICT (tenancy_id) WHERE closed_on IS NULL DO {otherwise};
  RETURN NULL;
END $$;
"""
EARLIER = """UPDATE SET first_sign_on = NEW.seen_on
    WHERE c.first_sign_on > NEW.seen_on"""


class Migration(migrations.Migration):
    dependencies = [("prevention", "0002_signs_join_and_evictions_are_whole")]
    operations = [
        migrations.AddField(
            "step", "words", models.CharField(blank=True, default="", max_length=500)
        ),
        migrations.RunSQL(
            JOIN.format(otherwise=EARLIER), JOIN.format(otherwise="NOTHING")
        ),
    ]
