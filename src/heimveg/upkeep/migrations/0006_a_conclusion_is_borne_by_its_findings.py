"""A conclusion says what the findings say, whoever writes it; it can say that not all was seen; and
measures have decimals: 18,5 °C."""

from django.db import migrations, models
from django.db.models import Q

import heimveg.upkeep.models.measures

CONCLUSIONS = ("", "at_standard", "below_standard", "partly_seen", "no_access")
WORDS = (
    "not concluded", "at the standard", "below the standard", "not below in what was seen", "no access"
)
# The same question as rules.concluding: what is required and below, and what is not known. After
# damage only what was damaged is looked at; else what was not looked at has a reason in its note.
BORNE = """
CREATE FUNCTION upkeep_bears_its_conclusion() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
  below boolean;
  unknown boolean;
  unsaid boolean;
BEGIN
  SELECT coalesce(bool_or(v.is_below), false),
    coalesce(bool_or(NOT v.is_below AND NOT v.is_met), false),
    coalesce(bool_or(NOT v.is_below AND NOT v.is_met AND v.note = ''), false)
  INTO below, unknown, unsaid
  FROM (
    SELECT coalesce(f.answer = 'no' OR f.answer = 'yes' AND f.measure < c.minimum, false) AS is_below,
      coalesce(
        f.answer = 'not_relevant' AND c.is_waivable
        OR f.answer = 'yes' AND (c.minimum IS NULL OR f.measure >= c.minimum), false
      ) AS is_met,
      coalesce(btrim(f.note), '') AS note
    FROM upkeep_criterion c
    LEFT JOIN upkeep_finding f ON f.criterion_id = c.id AND f.inspection_id = NEW.id
    WHERE c.standard_id = NEW.standard_id AND c.is_required
  ) v;
  IF unsaid AND NEW.kind <> 'damage' OR NEW.conclusion IS DISTINCT FROM (
    CASE WHEN below THEN 'below_standard' WHEN unknown THEN 'partly_seen' ELSE 'at_standard' END
  ) THEN
    RAISE EXCEPTION 'the findings of inspection % do not bear %', NEW.id, NEW.conclusion
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_conclusion_is_borne_by_its_findings';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_conclusion_is_borne_by_its_findings BEFORE INSERT OR UPDATE ON upkeep_inspection
  FOR EACH ROW WHEN (NEW.conclusion NOT IN ('', 'no_access'))
  EXECUTE FUNCTION upkeep_bears_its_conclusion();
"""
FREE = """
DROP TRIGGER a_conclusion_is_borne_by_its_findings ON upkeep_inspection;
DROP FUNCTION upkeep_bears_its_conclusion();
"""


def measure(**rest):
    return heimveg.upkeep.models.measures.MeasureField(
        blank=True, decimal_places=2, max_digits=8, null=True, **rest
    )


class Migration(migrations.Migration):
    dependencies = [("upkeep", "0005_two_people_stand_behind_a_waiver")]
    operations = [
        migrations.AlterField("finding", "measure", measure()),
        migrations.AlterField("homecondition", "measure", measure()),
        migrations.AlterField("criterion", "minimum", measure(verbose_name="minimum")),
        migrations.AlterField(
            "inspection",
            "conclusion",
            models.CharField(
                blank=True,
                choices=list(zip(CONCLUSIONS, WORDS, strict=True)),
                default="",
                max_length=15,
            ),
        ),
        migrations.RemoveConstraint("inspection", "inspection_conclusion_is_known"),
        migrations.AddConstraint(
            "inspection",
            models.CheckConstraint(
                name="inspection_conclusion_is_known", condition=Q(conclusion__in=list(CONCLUSIONS))
            ),
        ),
        migrations.RunSQL(BORNE, FREE),
    ]
