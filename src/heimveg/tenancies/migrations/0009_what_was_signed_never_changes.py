"""Agreements stand behind the wall, and what was signed stays as it was."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard

GUARDED = {
    "tenancies_lease": FieldClass.D2,
    "tenancies_leasepaper": FieldClass.D2,
    "tenancies_quitnotice": FieldClass.D2,
    "tenancies_renewalreview": FieldClass.D3,
    "tenancies_renewaleconomy": FieldClass.D6,
    "tenancies_agreement": FieldClass.D3,
    "tenancies_crisisstep": FieldClass.D4,
}

NEVER_CHANGES = """
CREATE FUNCTION signed_lease_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.state = 'draft' OR (
    NEW.tenancy_id, NEW.number, NEW.language, NEW.starts_on, NEW.ends_on, NEW.rent_ore_month,
    NEW.deposit_ore, NEW.notice_months, NEW.is_single_room, NEW.in_landlords_house,
    NEW.is_index_regulated, NEW.short_ground, NEW.told_in_writing_on, NEW.weighty_reason,
    NEW.terms, NEW.checks, NEW.signed_on, NEW.signed_how
  ) IS DISTINCT FROM (
    OLD.tenancy_id, OLD.number, OLD.language, OLD.starts_on, OLD.ends_on, OLD.rent_ore_month,
    OLD.deposit_ore, OLD.notice_months, OLD.is_single_room, OLD.in_landlords_house,
    OLD.is_index_regulated, OLD.short_ground, OLD.told_in_writing_on, OLD.weighty_reason,
    OLD.terms, OLD.checks, OLD.signed_on, OLD.signed_how
  )) THEN
    RAISE EXCEPTION 'a signed lease never changes; the next version follows it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_lease_never_changes';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER signed_lease_never_changes BEFORE UPDATE OR DELETE ON tenancies_lease
  FOR EACH ROW EXECUTE FUNCTION signed_lease_never_changes();
CREATE FUNCTION signed_agreement_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.state = 'draft' OR (
    NEW.tenancy_id, NEW.kind, NEW.number, NEW.legal_basis, NEW.other_party, NEW.amount_ore,
    NEW.text, NEW.starts_on, NEW.ends_on, NEW.signed_on
  ) IS DISTINCT FROM (
    OLD.tenancy_id, OLD.kind, OLD.number, OLD.legal_basis, OLD.other_party, OLD.amount_ore,
    OLD.text, OLD.starts_on, OLD.ends_on, OLD.signed_on
  )) THEN
    RAISE EXCEPTION 'a signed agreement never changes; the next version follows it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_agreement_never_changes';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER signed_agreement_never_changes BEFORE UPDATE OR DELETE ON tenancies_agreement
  FOR EACH ROW EXECUTE FUNCTION signed_agreement_never_changes();
CREATE FUNCTION lease_paper_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a signed paper never changes'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'lease_paper_never_changes';
END $$;
CREATE TRIGGER lease_paper_never_changes BEFORE UPDATE OR DELETE ON tenancies_leasepaper
  FOR EACH ROW EXECUTE FUNCTION lease_paper_never_changes();
"""
BACK = """
DROP TRIGGER lease_paper_never_changes ON tenancies_leasepaper;
DROP TRIGGER signed_agreement_never_changes ON tenancies_agreement;
DROP TRIGGER signed_lease_never_changes ON tenancies_lease;
DROP FUNCTION lease_paper_never_changes();
DROP FUNCTION signed_agreement_never_changes();
DROP FUNCTION signed_lease_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0008_what_was_agreed"),
        ("persons", "0002_who_sees_whom_and_who_answers"),
    ]
    operations = [
        migrations.RunSQL(NEVER_CHANGES, BACK),
        *(migrations.RunSQL(guard(table, c), unguard(table)) for table, c in GUARDED.items()),
        *(migrations.RunSQL(keep_history(table), drop_history(table)) for table in GUARDED),
    ]
