"""Who moves from one municipal home to another keeps the first until the second is ready: its end
follows the new first day, with the landlord's part and the turnover. Not when the home is handed
back and looked over; and where somebody else is to move into it before that day, nothing moves."""

from django.db import migrations

FOLLOWS = """
CREATE FUNCTION home_left_follows(tenancy bigint, was date, day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  home record;
  turning record;
BEGIN
  SELECT o.id, o.person_id, o.dwelling_id INTO home
  FROM tenancies_tenancy t
  JOIN tenancies_tenancy o ON o.person_id = t.person_id AND o.id <> t.id
  WHERE t.id = tenancy AND o.ended_on = was AND o.end_reason = 'other_municipal'
    AND o.started_on < day AND sees_person(t.person_id, 'D2');
  IF NOT FOUND THEN RETURN; END IF;
  SELECT id, inspected_on, out_of_use_id INTO turning FROM upkeep_turnover
  WHERE dwelling_id = home.dwelling_id AND vacated_on = was AND cancelled_on IS NULL;
  IF turning.inspected_on IS NOT NULL THEN RETURN; END IF;
  IF EXISTS (
    SELECT FROM tenancies_tenancy n WHERE n.dwelling_id = home.dwelling_id AND n.id <> home.id
      AND n.started_on < day AND (n.ended_on IS NULL OR n.ended_on > was)
  ) THEN
    RAISE EXCEPTION 'the home left is promised from an earlier day'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'the_home_left_is_promised';
  END IF;
  UPDATE tenancies_tenancy SET ended_on = day WHERE id = home.id;
  UPDATE upkeep_turnover SET vacated_on = day, noticed_on = least(noticed_on, day)
  WHERE id = turning.id;
  UPDATE dwellings_outofuse SET started_on = day
  WHERE id = turning.out_of_use_id AND started_on = was AND ended_on IS NULL;
  UPDATE persons_responsibility r SET ended_on = day
  WHERE r.person_id = home.person_id AND r.kind = 'contributing' AND r.basis = 'tenancy'
    AND r.ended_on = was AND r.end_reason = 'over' AND r.started_on < day
    AND NOT EXISTS (
      SELECT FROM persons_responsibility o WHERE o.person_id = r.person_id AND o.unit_id = r.unit_id
        AND o.id <> r.id AND o.started_on < greatest(day, was)
        AND (o.ended_on IS NULL OR o.ended_on > least(day, was))
    );
END $$;
"""
FOLLOWS_BACK = "DROP FUNCTION home_left_follows(bigint, date, date);"


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0029_a_decision_of_a_review_can_be_taken_back")]
    operations = [migrations.RunSQL(FOLLOWS, FOLLOWS_BACK)]
