"""A decision is replaced by one other, and every stamp on a signed one is as fast as its words."""

from django.db import migrations, models

NEVER_CHANGES = """
CREATE OR REPLACE FUNCTION signed_decision_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state = 'draft' THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'a signed decision is never removed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_decision_never_changes';
  END IF;
  IF OLD.state <> 'draft' AND NEW.state <> 'draft' AND (
    NEW.person_id, NEW.unit_id, NEW.kind, NEW.facts, NEW.considerations, NEW.outcome,
    NEW.assumed_support, NEW.valid_from, NEW.valid_to, NEW.evidence, NEW.evidence_digest,
    NEW.language, NEW.replaces_id, NEW.drafted_on, NEW.signed_by_id, NEW.signed_at
  ) IS DISTINCT FROM (
    OLD.person_id, OLD.unit_id, OLD.kind, OLD.facts, OLD.considerations, OLD.outcome,
    OLD.assumed_support, OLD.valid_from, OLD.valid_to, OLD.evidence, OLD.evidence_digest,
    OLD.language, OLD.replaces_id, OLD.drafted_on, OLD.signed_by_id, OLD.signed_at
  ) OR OLD.state IN ('approved', 'told', 'replaced') AND
    (NEW.approved_by_id, NEW.approved_at) IS DISTINCT FROM (OLD.approved_by_id, OLD.approved_at)
  OR OLD.told_on IS NOT NULL AND
    (NEW.told_on, NEW.appeal_by) IS DISTINCT FROM (OLD.told_on, OLD.appeal_by)
  THEN
    RAISE EXCEPTION 'a signed decision never changes; it is followed by a new one'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_decision_never_changes';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
    ('draft', 'signed'), ('signed', 'approved'), ('signed', 'draft'),
    ('approved', 'told'), ('approved', 'replaced'), ('told', 'replaced')
  ) THEN
    RAISE EXCEPTION 'a decision goes from % to % in no way', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_decision_never_changes';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION grounds_of_signed_decision_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row_now record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  IF EXISTS (SELECT FROM public.decisions_decision d
             WHERE d.id = row_now.decision_id AND d.state <> 'draft') THEN
    RAISE EXCEPTION 'the grounds of a signed decision never change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_decision_never_changes';
  END IF;
  RETURN row_now;
END $$;
CREATE TRIGGER grounds_of_signed_decision_never_change
  BEFORE INSERT OR UPDATE OR DELETE ON decisions_decision_grounds
  FOR EACH ROW EXECUTE FUNCTION grounds_of_signed_decision_never_change();
ALTER TABLE decisions_decision_grounds ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_decisions_only ON decisions_decision_grounds
  USING (EXISTS (SELECT FROM decisions_decision d WHERE d.id = decision_id));
"""
# The words stay guarded by the function of 0002 in its newer form when this is taken back.
BACK = """
DROP POLICY seen_decisions_only ON decisions_decision_grounds;
ALTER TABLE decisions_decision_grounds DISABLE ROW LEVEL SECURITY;
DROP TRIGGER grounds_of_signed_decision_never_change ON decisions_decision_grounds;
DROP FUNCTION grounds_of_signed_decision_never_change();
"""


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_guarded_rows_never_change")]
    operations = [
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=["replaces"], name="replaced_by_one_decision"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces", None))
                | ~models.Q(("replaces", models.F("pk"))),
                name="decision_does_not_replace_itself",
            ),
        ),
        migrations.RunSQL(NEVER_CHANGES, BACK),
    ]
