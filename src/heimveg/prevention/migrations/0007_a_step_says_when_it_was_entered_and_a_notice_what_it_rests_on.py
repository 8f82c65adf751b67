"""A step entered late says why, and a notice says what it rests on."""

import django.db.models.deletion
from django.db import migrations, models

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard

TABLE = "prevention_noticedebt"
# Looked at when the work is saved: the step is written before what it rests on.
GROUNDED = """
CREATE FUNCTION notice_has_its_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NEW.words = '' AND NOT EXISTS (
    SELECT FROM prevention_noticedebt d WHERE d.step_id = NEW.id
  ) THEN
    RAISE EXCEPTION 'a notice rests on rent that is owed or on a breach that is named'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'notice_has_its_ground';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER notice_has_its_ground AFTER INSERT ON prevention_step
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.code = 'notice_4_18')
  EXECUTE FUNCTION notice_has_its_ground();
"""
BACK = """
DROP TRIGGER notice_has_its_ground ON prevention_step;
DROP FUNCTION notice_has_its_ground();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prevention", "0006_somebody_answers_while_a_home_is_at_risk"),
        ("persons", "0004_few_people_are_listed_without_asking_about_all"),
    ]
    operations = [
        migrations.AddField(
            "step",
            "late_because",
            models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.CreateModel(
            name="NoticeDebt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ore", models.BigIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="persons.person",
                    ),
                ),
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debt",
                        to="prevention.step",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ore__gt", 0)),
                        name="notice_of_arrears_is_of_something_owed",
                    )
                ],
            },
        ),
        migrations.RunSQL(guard(TABLE, FieldClass.D6), unguard(TABLE)),
        migrations.RunSQL(keep_history(TABLE), drop_history(TABLE)),
        migrations.RunSQL(GROUNDED, BACK),
    ]
