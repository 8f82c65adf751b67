"""A rent that rises within what runs says why, kept as signed."""

from django.db import migrations, models
from django.db.models import Q

REASONS = [
    ("", "none written"),
    ("market", "it is set to the market's level (§ 4-3)"),
    ("new_lease", "the tenant agrees to another lease in writing"),
    ("free", "no rent is to be paid"),
]
NEVER_CHANGES = """
CREATE OR REPLACE FUNCTION signed_lease_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.state = 'draft'
    OR OLD.state = 'withdrawn' OR OLD.state = 'ended' AND NEW.state <> 'ended' OR (
    NEW.tenancy_id, NEW.number, NEW.language, NEW.starts_on, NEW.ends_on, NEW.rent_ore_month,
    NEW.deposit_ore, NEW.ceiling_ore, NEW.notice_months, NEW.is_single_room, NEW.in_landlords_house,
    NEW.is_index_regulated, NEW.short_ground, NEW.told_in_writing_on, NEW.weighty_reason,
    NEW.less_safe_reason, NEW.rent_reason,
    NEW.terms, NEW.checks, NEW.signed_on, NEW.signed_how, NEW.holds_from
  ) IS DISTINCT FROM (
    OLD.tenancy_id, OLD.number, OLD.language, OLD.starts_on, OLD.ends_on, OLD.rent_ore_month,
    OLD.deposit_ore, OLD.ceiling_ore, OLD.notice_months, OLD.is_single_room, OLD.in_landlords_house,
    OLD.is_index_regulated, OLD.short_ground, OLD.told_in_writing_on, OLD.weighty_reason,
    OLD.less_safe_reason, OLD.rent_reason,
    OLD.terms, OLD.checks, OLD.signed_on, OLD.signed_how, OLD.holds_from
  )) THEN
    RAISE EXCEPTION 'a signed lease never changes; the next version follows it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_lease_never_changes';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0023_arrears_by_age_in_one_statement")]
    operations = [
        migrations.AddField(
            "lease",
            "rent_reason",
            models.CharField(
                blank=True, choices=REASONS, db_default="", default="", max_length=15
            ),
        ),
        migrations.AddConstraint(
            "lease",
            models.CheckConstraint(
                name="reason_for_the_rent_is_known",
                condition=Q(rent_reason__in=[code for code, _text in REASONS]),
            ),
        ),
        migrations.RunSQL(NEVER_CHANGES, migrations.RunSQL.noop),
    ]
