"""Who is given a less safe lease than before is given a reason, kept as signed."""

from django.db import migrations, models
from django.db.models import Q

REASONS = [
    ("", "none written"),
    ("asked", "the tenant asks for it"),
    ("other_home", "a more suitable home is on its way"),
    ("building", "the house is to be rebuilt, sold or torn down"),
    ("grant", "the grant or the right to the home runs out"),
]
NEVER_CHANGES = """
CREATE OR REPLACE FUNCTION signed_lease_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.state = 'draft'
    OR OLD.state = 'withdrawn' OR OLD.state = 'ended' AND NEW.state <> 'ended' OR (
    NEW.tenancy_id, NEW.number, NEW.language, NEW.starts_on, NEW.ends_on, NEW.rent_ore_month,
    NEW.deposit_ore, NEW.notice_months, NEW.is_single_room, NEW.in_landlords_house,
    NEW.is_index_regulated, NEW.short_ground, NEW.told_in_writing_on, NEW.weighty_reason,
    NEW.less_safe_reason,
    NEW.terms, NEW.checks, NEW.signed_on, NEW.signed_how, NEW.holds_from
  ) IS DISTINCT FROM (
    OLD.tenancy_id, OLD.number, OLD.language, OLD.starts_on, OLD.ends_on, OLD.rent_ore_month,
    OLD.deposit_ore, OLD.notice_months, OLD.is_single_room, OLD.in_landlords_house,
    OLD.is_index_regulated, OLD.short_ground, OLD.told_in_writing_on, OLD.weighty_reason,
    OLD.less_safe_reason,
    OLD.terms, OLD.checks, OLD.signed_on, OLD.signed_how, OLD.holds_from
  )) THEN
    RAISE EXCEPTION 'a signed lease never changes; the next version follows it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_lease_never_changes';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0017_a_lease_may_come_on_a_later_day")]
    operations = [
        migrations.AddField(
            "lease",
            "less_safe_reason",
            models.CharField(blank=True, choices=REASONS, default="", max_length=15),
        ),
        migrations.AddConstraint(
            "lease",
            models.CheckConstraint(
                name="reason_for_a_less_safe_lease_is_known",
                condition=Q(less_safe_reason__in=[code for code, _text in REASONS]),
            ),
        ),
        migrations.RunSQL(NEVER_CHANGES, migrations.RunSQL.noop),
    ]
