"""The promises of the rent ledger: nothing in it changes, no more is taken back than stands, what
a tenant owes is the sum of the entries, and who sees which part of it."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import THE_READER, guard, unguard

D = FieldClass
GUARDED = {"tenancies_rentaccount": D.D6, "tenancies_agreedrent": D.D2}

KEEPS = f"""
CREATE FUNCTION keeps_the_ledger() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (
    SELECT FROM accounts_user u WHERE u.id = {THE_READER} AND u.is_system
  ) OR EXISTS (
    SELECT FROM accounts_membership m
    WHERE m.user_id = {THE_READER} AND m.role = 'economy'
      AND m.started_on <= current_date AND (m.ended_on IS NULL OR m.ended_on > current_date)
  )
$$;
"""
# Money whose payer nobody knows is about nobody yet: for those who keep the ledger alone.
POLICIES = """
ALTER TABLE tenancies_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_persons_only ON tenancies_entry
  USING (person_id IS NULL AND keeps_the_ledger() OR sees_person(person_id, 'D6'))
  WITH CHECK (person_id IS NULL AND keeps_the_ledger() OR sees_person(person_id, 'D6'));
ALTER TABLE tenancies_payment ENABLE ROW LEVEL SECURITY;
CREATE POLICY keepers_of_the_ledger_only ON tenancies_payment
  USING (keeps_the_ledger()) WITH CHECK (keeps_the_ledger());
ALTER TABLE tenancies_paymentfile ENABLE ROW LEVEL SECURITY;
CREATE POLICY keepers_of_the_ledger_only ON tenancies_paymentfile
  USING (keeps_the_ledger()) WITH CHECK (keeps_the_ledger());
"""
POLICIES_BACK = """
DROP POLICY seen_persons_only ON tenancies_entry;
ALTER TABLE tenancies_entry DISABLE ROW LEVEL SECURITY;
DROP POLICY keepers_of_the_ledger_only ON tenancies_payment;
ALTER TABLE tenancies_payment DISABLE ROW LEVEL SECURITY;
DROP POLICY keepers_of_the_ledger_only ON tenancies_paymentfile;
ALTER TABLE tenancies_paymentfile DISABLE ROW LEVEL SECURITY;
"""
NEVER = """
CREATE FUNCTION entry_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what is booked never changes; it is corrected by another entry'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_never_changes';
END $$;
CREATE TRIGGER entry_never_changes BEFORE UPDATE OR DELETE ON tenancies_entry
  FOR EACH ROW EXECUTE FUNCTION entry_never_changes();
CREATE TRIGGER payment_never_changes BEFORE UPDATE OR DELETE ON tenancies_payment
  FOR EACH ROW EXECUTE FUNCTION entry_never_changes();
"""
NEVER_BACK = """
DROP TRIGGER payment_never_changes ON tenancies_payment;
DROP TRIGGER entry_never_changes ON tenancies_entry;
DROP FUNCTION entry_never_changes();
"""
# The corrected entry, or the payment, is locked: two at once wait for each other.
ENOUGH = """
CREATE FUNCTION no_more_is_moved_than_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  corrected tenancies_entry;
  rest bigint;
BEGIN
  IF NEW.kind = 'correction' THEN
    SELECT * INTO corrected FROM tenancies_entry WHERE id = NEW.corrects_id FOR UPDATE;
    SELECT corrected.ore - coalesce(sum(c.ore), 0) INTO rest
    FROM tenancies_entry c WHERE c.corrects_id = NEW.corrects_id;
    IF corrected.kind NOT IN ('charge', 'extra', 'placed')
       OR (NEW.debit, NEW.credit) <> (corrected.credit, corrected.debit)
       OR (NEW.tenancy_id, NEW.payment_id, NEW.month)
          IS DISTINCT FROM (corrected.tenancy_id, corrected.payment_id, corrected.month)
       OR NEW.ore > rest THEN
      RAISE EXCEPTION 'a correction takes back no more than stands of its entry'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'no_more_is_corrected_than_stands';
    END IF;
  ELSIF NEW.kind = 'placed' THEN
    PERFORM FROM tenancies_payment WHERE id = NEW.payment_id FOR UPDATE;
    SELECT coalesce(sum(CASE WHEN e.credit = 'unplaced' THEN e.ore ELSE -e.ore END), 0) INTO rest
    FROM tenancies_entry e
    WHERE e.payment_id = NEW.payment_id AND 'unplaced' IN (e.debit, e.credit);
    IF NEW.ore > rest THEN
      RAISE EXCEPTION 'no more of a payment is placed than came in'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'no_more_is_placed_than_came_in';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER no_more_is_moved_than_stands BEFORE INSERT ON tenancies_entry
  FOR EACH ROW WHEN (NEW.kind IN ('correction', 'placed'))
  EXECUTE FUNCTION no_more_is_moved_than_stands();
"""
ENOUGH_BACK = """
DROP TRIGGER no_more_is_moved_than_stands ON tenancies_entry;
DROP FUNCTION no_more_is_moved_than_stands();
"""
# What is owed is kept beside the entries, so that a list of thousands adds up nothing; one
# statement that writes many entries writes each account once.
OWED = """
CREATE FUNCTION owed_follows_the_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  PERFORM FROM tenancies_rentaccount a
  WHERE a.tenancy_id IN (SELECT n.tenancy_id FROM written n) ORDER BY a.id FOR UPDATE;
  UPDATE tenancies_rentaccount a SET owed_ore = a.owed_ore + s.ore
  FROM (
    SELECT n.tenancy_id, sum(CASE WHEN n.debit = 'tenant' THEN n.ore ELSE -n.ore END) AS ore
    FROM written n WHERE n.tenancy_id IS NOT NULL GROUP BY n.tenancy_id
  ) s WHERE a.tenancy_id = s.tenancy_id;
  IF EXISTS (
    SELECT FROM written n WHERE n.tenancy_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM tenancies_rentaccount a WHERE a.tenancy_id = n.tenancy_id)
  ) THEN
    RAISE EXCEPTION 'a tenancy is charged and paid on its account'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_of_a_tenancy_has_its_account';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER owed_follows_the_entries AFTER INSERT ON tenancies_entry
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION owed_follows_the_entries();
CREATE FUNCTION owed_changes_by_entries_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.owed_ore <> 0
     OR TG_OP = 'UPDATE' AND NEW.owed_ore <> OLD.owed_ore AND pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'what is owed changes by entries alone'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'owed_changes_by_entries_alone';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER owed_changes_by_entries_alone BEFORE INSERT OR UPDATE ON tenancies_rentaccount
  FOR EACH ROW EXECUTE FUNCTION owed_changes_by_entries_alone();
"""
OWED_BACK = """
DROP TRIGGER owed_changes_by_entries_alone ON tenancies_rentaccount;
DROP FUNCTION owed_changes_by_entries_alone();
DROP TRIGGER owed_follows_the_entries ON tenancies_entry;
DROP FUNCTION owed_follows_the_entries();
"""
# Who reads a bank file may not know all tenants: the database finds the accounts by their KID and
# tells how many, not whose.
PLACE = f"""
CREATE FUNCTION place_known_payments(one_file bigint, day date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE placed integer;
BEGIN
  IF NOT keeps_the_ledger() THEN
    RAISE EXCEPTION 'only who keeps the ledger books payments' USING ERRCODE = '42501';
  END IF;
  INSERT INTO tenancies_entry (kind, debit, credit, ore, tenancy_id, person_id, part, due_on,
    booked_on, payment_id, why, made_by_id, made_at)
  SELECT
    CASE WHEN p.ore > 0 THEN CASE WHEN a.id IS NULL THEN 'received' ELSE 'payment' END
         WHEN a.id IS NULL THEN 'returned' ELSE 'reversal' END,
    CASE WHEN p.ore > 0 THEN 'bank' WHEN a.id IS NULL THEN 'unplaced' ELSE 'tenant' END,
    CASE WHEN p.ore < 0 THEN 'bank' WHEN a.id IS NULL THEN 'unplaced' ELSE 'tenant' END,
    abs(p.ore), a.tenancy_id, a.person_id, '', p.paid_on, day, p.id, '', {THE_READER}, now()
  FROM tenancies_payment p
  LEFT JOIN tenancies_rentaccount a ON p.kid <> '' AND a.kid = p.kid
  WHERE p.file_id = one_file
    AND NOT EXISTS (SELECT FROM tenancies_entry e WHERE e.payment_id = p.id);
  SELECT count(*) INTO placed FROM tenancies_entry e
  JOIN tenancies_payment p ON p.id = e.payment_id
  WHERE p.file_id = one_file AND e.tenancy_id IS NOT NULL;
  UPDATE tenancies_paymentfile SET placed_lines = placed WHERE id = one_file;
  RETURN placed;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0006_the_rent_ledger"),
        ("persons", "0002_who_sees_whom_and_who_answers"),
    ]
    operations = [
        *(migrations.RunSQL(guard(table, c), unguard(table)) for table, c in GUARDED.items()),
        migrations.RunSQL(
            keep_history("tenancies_agreedrent"), drop_history("tenancies_agreedrent")
        ),
        migrations.RunSQL(KEEPS, "DROP FUNCTION keeps_the_ledger();"),
        migrations.RunSQL(POLICIES, POLICIES_BACK),
        migrations.RunSQL(NEVER, NEVER_BACK),
        migrations.RunSQL(ENOUGH, ENOUGH_BACK),
        migrations.RunSQL(OWED, OWED_BACK),
        migrations.RunSQL(PLACE, "DROP FUNCTION place_known_payments(bigint, date);"),
    ]
