"""A takeover protocol is evidence: who keeps the home reads who signed after the tenant has left
too. Not so for a person with a protected address or an own employee; they are met as before."""

from django.db import migrations

from heimveg.access.policies import THE_READER

STAYS = f"""
CREATE FUNCTION upkeep_keeps_signature(inspected bigint, person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public COST 1000 AS $$
DECLARE
  day date := coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date);
BEGIN
  RETURN EXISTS (
    SELECT FROM upkeep_inspection i
    JOIN dwellings_dwelling d ON d.id = i.dwelling_id
    JOIN dwellings_property e ON e.id = d.estate_id
    JOIN accounts_membership m ON m.unit_id = e.managed_by_id AND m.user_id = {THE_READER}
    WHERE i.id = inspected AND m.role = 'property'
      AND m.started_on <= day AND (m.ended_on IS NULL OR m.ended_on > day)
  ) AND NOT EXISTS (SELECT FROM persons_protection x WHERE x.person_id = person)
    AND NOT EXISTS (
      SELECT FROM persons_person p
      WHERE p.id = person AND (p.employed_in_id IS NOT NULL OR p.merged_into_id IS NOT NULL)
    )
    AND NOT EXISTS (
      SELECT FROM persons_conflict c WHERE c.person_id = person AND c.user_id = {THE_READER}
    );
END $$;
CREATE POLICY kept_with_the_protocol ON upkeep_signature FOR SELECT
  USING (upkeep_keeps_signature(inspection_id, person_id));
"""
GOES = """
DROP POLICY kept_with_the_protocol ON upkeep_signature;
DROP FUNCTION upkeep_keeps_signature(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("upkeep", "0003_a_vacancy_ends_with_its_turnover")]
    operations = [migrations.RunSQL(STAYS, GOES)]
