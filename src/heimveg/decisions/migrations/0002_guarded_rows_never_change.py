"""Decisions behind the wall, and unchangeable once signed."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard

GUARDED = {
    "decisions_decision": FieldClass.D3,
    "decisions_letter": FieldClass.D3,
}

NEVER_CHANGES = """
CREATE FUNCTION signed_decision_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.state <> 'draft' AND (
    NEW.person_id, NEW.kind, NEW.facts, NEW.considerations, NEW.outcome, NEW.assumed_support,
    NEW.valid_from, NEW.valid_to, NEW.evidence, NEW.language
  ) IS DISTINCT FROM (
    OLD.person_id, OLD.kind, OLD.facts, OLD.considerations, OLD.outcome, OLD.assumed_support,
    OLD.valid_from, OLD.valid_to, OLD.evidence, OLD.language
  )) THEN
    RAISE EXCEPTION 'a signed decision never changes; it is followed by a new one'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_decision_never_changes';
  END IF;
  IF OLD.state IN ('approved', 'told', 'replaced') AND NEW.state IN ('draft', 'signed') THEN
    RAISE EXCEPTION 'an approved decision is not taken back; it is followed by a new one'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_decision_never_changes';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER signed_decision_never_changes BEFORE UPDATE OR DELETE ON decisions_decision
  FOR EACH ROW EXECUTE FUNCTION signed_decision_never_changes();
CREATE FUNCTION sent_letter_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a letter that was sent never changes'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'sent_letter_never_changes';
END $$;
CREATE TRIGGER sent_letter_never_changes BEFORE UPDATE OR DELETE ON decisions_letter
  FOR EACH ROW EXECUTE FUNCTION sent_letter_never_changes();
"""
BACK = """
DROP TRIGGER signed_decision_never_changes ON decisions_decision;
DROP TRIGGER sent_letter_never_changes ON decisions_letter;
DROP FUNCTION signed_decision_never_changes();
DROP FUNCTION sent_letter_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial"), ("persons", "0002_who_sees_whom_and_who_answers")]
    operations = [
        migrations.RunSQL(NEVER_CHANGES, BACK),
        *(migrations.RunSQL(guard(table, c), unguard(table)) for table, c in GUARDED.items()),
        *(migrations.RunSQL(keep_history(table), drop_history(table)) for table in GUARDED),
    ]
