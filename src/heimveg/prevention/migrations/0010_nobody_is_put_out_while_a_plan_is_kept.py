"""An eviction is not of a day on which a plan of instalments was kept, and of none while one runs.
"""

from django.db import migrations

# Looked at when the work is saved. A plan that was never broken is kept, whoever ended it.
RESTS = """
CREATE FUNCTION nobody_is_put_out_while_a_plan_is_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (
    SELECT FROM prevention_instalmentplan p
    WHERE p.tenancy_id = NEW.tenancy_id AND (
      p.broken_on IS NULL AND p.state IN ('running', 'ended')
      OR p.agreed_on <= NEW.carried_out_on AND p.broken_on > NEW.carried_out_on
      OR p.agreed_on <= NEW.carried_out_on AND p.state = 'kept' AND EXISTS (
        SELECT FROM prevention_instalment i
        WHERE i.plan_id = p.id AND i.due_on >= NEW.carried_out_on
      )
    )
  ) THEN
    RAISE EXCEPTION 'nobody is put out while a plan of instalments is kept'
      USING ERRCODE = 'check_violation',
        CONSTRAINT = 'nobody_is_put_out_while_a_plan_is_kept';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER nobody_is_put_out_while_a_plan_is_kept
  AFTER INSERT ON prevention_eviction
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION nobody_is_put_out_while_a_plan_is_kept();
"""
BACK = """
DROP TRIGGER nobody_is_put_out_while_a_plan_is_kept ON prevention_eviction;
DROP FUNCTION nobody_is_put_out_while_a_plan_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("prevention", "0009_steps_due_are_asked_about_together")]
    operations = [migrations.RunSQL(RESTS, BACK)]
