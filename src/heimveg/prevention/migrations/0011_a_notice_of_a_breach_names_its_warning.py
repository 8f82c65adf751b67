"""A warning says what it is about; a notice of a breach names a warning about the same, and one of
the same runs at a time."""

import django.db.models.deletion
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import migrations, models

from heimveg.base.models import day_range

BREACHES = [
    ("noise", "noise or trouble for the neighbours"),
    ("damage", "damage to the home"),
    ("threats", "threats or violence"),
    ("sublet", "letting others live there without leave"),
    ("access", "letting nobody in who has a right to come"),
    ("other", "another breach, told in words"),
]
# Looked at when the work is saved: the step is written before the rent it rests on.
GROUNDED = """
CREATE OR REPLACE FUNCTION notice_has_its_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF {names_nothing} AND NOT EXISTS (
    SELECT FROM prevention_noticedebt d WHERE d.step_id = NEW.id
  ) THEN
    RAISE EXCEPTION 'a notice rests on rent that is owed or on a breach that is named'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'notice_has_its_ground';
  END IF;
  RETURN NULL;
END $$;
"""
NO_WARNING = """(NEW.breach = '' OR NEW.runs_until IS NULL OR NOT EXISTS (
    SELECT FROM prevention_step w
    WHERE w.id = NEW.warning_id AND w.case_id = NEW.case_id AND w.code = 'warning'
      AND w.breach = NEW.breach AND w.taken_on <= NEW.taken_on
  ))"""


class Migration(migrations.Migration):
    dependencies = [("prevention", "0010_nobody_is_put_out_while_a_plan_is_kept")]
    operations = [
        migrations.AddField(
            "step",
            "breach",
            models.CharField(
                blank=True, choices=BREACHES, db_default="", default="", max_length=10
            ),
        ),
        migrations.AddField("step", "runs_until", models.DateField(null=True)),
        migrations.AddField(
            "step",
            "warning",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="prevention.step",
            ),
        ),
        migrations.AddConstraint(
            "step",
            models.CheckConstraint(
                name="step_breach_is_known",
                condition=models.Q(breach__in=["", *(name for name, _text in BREACHES)]),
            ),
        ),
        migrations.AddConstraint(
            "step",
            ExclusionConstraint(
                name="one_notice_of_a_breach_at_a_time",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("breach", RangeOperators.EQUAL),
                    (day_range("taken_on", "runs_until"), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(runs_until__isnull=False),
            ),
        ),
        migrations.RunSQL(
            GROUNDED.format(names_nothing=NO_WARNING),
            GROUNDED.format(names_nothing="NEW.words = ''"),
        ),
    ]
