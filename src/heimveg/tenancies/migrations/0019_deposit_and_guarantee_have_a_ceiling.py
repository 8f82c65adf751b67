"""Deposit and guarantee are together never more than the ceiling (husleieloven §§ 3-5 and 3-7).

The number of months is law, and a dated row: what it came to stands with each lease and guarantee
as it was signed. The database adds up, also for who does not see the other of the two.
"""

from django.db import migrations, models

NEVER_CHANGES = """
CREATE OR REPLACE FUNCTION signed_lease_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.state = 'draft'
    OR OLD.state = 'withdrawn' OR OLD.state = 'ended' AND NEW.state <> 'ended' OR (
    NEW.tenancy_id, NEW.number, NEW.language, NEW.starts_on, NEW.ends_on, NEW.rent_ore_month,
    NEW.deposit_ore, NEW.ceiling_ore, NEW.notice_months, NEW.is_single_room, NEW.in_landlords_house,
    NEW.is_index_regulated, NEW.short_ground, NEW.told_in_writing_on, NEW.weighty_reason,
    NEW.less_safe_reason,
    NEW.terms, NEW.checks, NEW.signed_on, NEW.signed_how, NEW.holds_from
  ) IS DISTINCT FROM (
    OLD.tenancy_id, OLD.number, OLD.language, OLD.starts_on, OLD.ends_on, OLD.rent_ore_month,
    OLD.deposit_ore, OLD.ceiling_ore, OLD.notice_months, OLD.is_single_room, OLD.in_landlords_house,
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
KEEPS = """
UPDATE tenancies_agreement SET ceiling_ore = greatest(amount_ore, 0)
WHERE kind = 'guarantee' AND state <> 'draft';
CREATE FUNCTION deposit_and_guarantee_keep_to_the_ceiling() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  today date := coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date);
  beside bigint;
  own bigint;
BEGIN
  PERFORM FROM tenancies_tenancy t WHERE t.id = NEW.tenancy_id FOR NO KEY UPDATE;
  IF TG_TABLE_NAME = 'tenancies_lease' THEN
    own := NEW.deposit_ore;
    SELECT coalesce(sum(a.amount_ore), 0) INTO beside FROM tenancies_agreement a
    WHERE a.tenancy_id = NEW.tenancy_id AND a.kind = 'guarantee' AND a.state = 'signed'
      AND (a.ends_on IS NULL OR a.ends_on > greatest(today, NEW.holds_from));
  ELSE
    own := NEW.amount_ore;
    SELECT coalesce(max(l.deposit_ore), 0) INTO beside FROM tenancies_lease l
    WHERE l.tenancy_id = NEW.tenancy_id AND l.state IN ('signed', 'ended')
      AND (l.holds_until IS NULL OR l.holds_until > greatest(today, NEW.starts_on));
  END IF;
  own := coalesce(own, 0);
  IF own + beside > coalesce(NEW.ceiling_ore, 0) AND (own > 0 OR NEW.ceiling_ore IS NOT NULL) THEN
    RAISE EXCEPTION 'deposit and guarantee are more than the ceiling'
      USING ERRCODE = 'check_violation',
        CONSTRAINT = 'deposit_and_guarantee_keep_to_the_ceiling';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER deposit_keeps_to_the_ceiling BEFORE INSERT OR UPDATE OF state ON tenancies_lease
  FOR EACH ROW WHEN (NEW.state = 'signed')
  EXECUTE FUNCTION deposit_and_guarantee_keep_to_the_ceiling();
CREATE TRIGGER guarantee_keeps_to_the_ceiling
  BEFORE INSERT OR UPDATE OF state, amount_ore ON tenancies_agreement
  FOR EACH ROW WHEN (NEW.state = 'signed' AND NEW.kind = 'guarantee')
  EXECUTE FUNCTION deposit_and_guarantee_keep_to_the_ceiling();
"""
BACK = """
DROP TRIGGER guarantee_keeps_to_the_ceiling ON tenancies_agreement;
DROP TRIGGER deposit_keeps_to_the_ceiling ON tenancies_lease;
DROP FUNCTION deposit_and_guarantee_keep_to_the_ceiling();
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0018_a_less_safe_lease_says_why")]
    operations = [
        migrations.AddField("lease", "ceiling_ore", models.BigIntegerField(null=True)),
        migrations.AddField("agreement", "ceiling_ore", models.BigIntegerField(null=True)),
        migrations.RunSQL(KEEPS, BACK),
        migrations.RunSQL(NEVER_CHANGES, migrations.RunSQL.noop),
    ]
