"""A standard that is not in force yet can be withdrawn with a reason, so that a day typed wrong
blocks nothing; and every new one says who adopted it, and in which case."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

STANDING = """
CREATE OR REPLACE FUNCTION upkeep_unmet(turnover bigint, home bigint, since date, day date) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT c.code FROM upkeep_criterion c
  WHERE c.standard_id = (
      SELECT s.id FROM upkeep_standard s WHERE s.adopted_on <= day AND s.withdrawn_at IS NULL
      ORDER BY s.adopted_on DESC LIMIT 1
    )
    AND c.is_required
    AND NOT EXISTS (
      SELECT FROM upkeep_homecondition h
      WHERE h.dwelling_id = home AND h.code = c.code AND h.seen_on >= since
        AND (h.answer = 'not_relevant' AND c.is_waivable
             OR h.answer = 'yes' AND (c.minimum IS NULL OR h.measure >= c.minimum))
    )
    AND NOT EXISTS (
      SELECT FROM upkeep_waiver w WHERE c.is_waivable AND w.turnover_id = turnover AND w.code = c.code
        AND w.asked_by_id IS NOT NULL
    )
$$;
"""
ALL_OF_THEM = """
CREATE OR REPLACE FUNCTION upkeep_unmet(turnover bigint, home bigint, since date, day date) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT c.code FROM upkeep_criterion c
  WHERE c.standard_id = (
      SELECT s.id FROM upkeep_standard s WHERE s.adopted_on <= day ORDER BY s.adopted_on DESC LIMIT 1
    )
    AND c.is_required
    AND NOT EXISTS (
      SELECT FROM upkeep_homecondition h
      WHERE h.dwelling_id = home AND h.code = c.code AND h.seen_on >= since
        AND (h.answer = 'not_relevant' AND c.is_waivable
             OR h.answer = 'yes' AND (c.minimum IS NULL OR h.measure >= c.minimum))
    )
    AND NOT EXISTS (
      SELECT FROM upkeep_waiver w WHERE c.is_waivable AND w.turnover_id = turnover AND w.code = c.code
        AND w.asked_by_id IS NOT NULL
    )
$$;
"""
# Only what withdraws it may change, once, and before its day.
STAYS = """
CREATE FUNCTION upkeep_standard_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
  day date := coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date);
  own text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_because'];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND OLD.adopted_on > day
      AND to_jsonb(OLD) - own = to_jsonb(NEW) - own THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is never changed', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;
DROP TRIGGER an_adopted_standard_is_not_changed ON upkeep_standard;
CREATE TRIGGER an_adopted_standard_is_not_changed BEFORE UPDATE OR DELETE ON upkeep_standard
  FOR EACH ROW EXECUTE FUNCTION upkeep_standard_stays();
"""
FROZEN = """
DROP TRIGGER an_adopted_standard_is_not_changed ON upkeep_standard;
CREATE TRIGGER an_adopted_standard_is_not_changed BEFORE UPDATE OR DELETE ON upkeep_standard
  FOR EACH ROW EXECUTE FUNCTION upkeep_is_never_changed();
DROP FUNCTION upkeep_standard_stays();
"""
# Not asked of standards that were written down before: they are never changed.
SAYS_WHO = """
ALTER TABLE upkeep_standard ADD CONSTRAINT a_standard_says_who_adopted_it_and_in_which_case
  CHECK (note ~ '[0-9]' AND note ~ '[[:alpha:]]') NOT VALID;
"""
SAYS_NOTHING = """
ALTER TABLE upkeep_standard DROP CONSTRAINT a_standard_says_who_adopted_it_and_in_which_case;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("upkeep", "0007_nobody_signed_and_why"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("standard", "withdrawn_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "standard",
            "withdrawn_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "standard",
            "withdrawn_because",
            models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AlterField(
            "standard", "adopted_on", models.DateField(verbose_name="in force from")
        ),
        migrations.AlterField(
            "standard",
            "note",
            models.CharField(max_length=200, verbose_name="adopted by, and case number"),
        ),
        migrations.AddConstraint(
            "standard",
            models.UniqueConstraint(
                fields=["adopted_on"],
                condition=Q(withdrawn_at=None),
                name="one_standard_begins_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            "standard",
            models.CheckConstraint(
                name="a_standard_is_withdrawn_with_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_because=""),
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SAYS_WHO, SAYS_NOTHING)],
            state_operations=[
                migrations.AddConstraint(
                    "standard",
                    models.CheckConstraint(
                        name="a_standard_says_who_adopted_it_and_in_which_case",
                        condition=Q(note__regex="[0-9]") & Q(note__regex="[[:alpha:]]"),
                    ),
                )
            ],
        ),
        migrations.RunSQL(STANDING, ALL_OF_THEM),
        migrations.RunSQL(STAYS, FROZEN),
    ]
