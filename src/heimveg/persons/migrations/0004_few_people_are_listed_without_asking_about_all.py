"""Lists for those who see few: the policies are asked about the few, not about everybody.

Also `sees_person` as it is now, for databases that were migrated before its conflict check was
made independent of table statistics.
"""

from django.db import migrations

from heimveg.persons.rules import READ_ONLY_DAYS
from heimveg.persons.sight import SEES_PERSON

# NULL: more than `at_most` have to do with the reader's units, so going by name is quicker.
FEW_PEOPLE_NEAR = f"""
CREATE FUNCTION few_people_near(at_most integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE near bigint[];
BEGIN
  SELECT array_agg(n.person_id) INTO near FROM (
    SELECT DISTINCT r.person_id FROM persons_responsibility r
    JOIN accounts_membership m ON m.unit_id = r.unit_id
    WHERE m.user_id = nullif(current_setting('heimveg.reader', true), '')::bigint
      AND (r.ended_on IS NULL OR r.ended_on > current_date - {READ_ONLY_DAYS + 2})
    LIMIT at_most + 1
  ) n;
  IF cardinality(near) > at_most THEN RETURN NULL; END IF;
  RETURN (SELECT coalesce(array_agg(id), '{{}}') FROM unnest(near) id WHERE sees_person(id, 'D2'));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("persons", "0003_finding_people_and_hiding_addresses")]
    operations = [
        migrations.RunSQL(SEES_PERSON, migrations.RunSQL.noop),
        migrations.RunSQL(FEW_PEOPLE_NEAR, "DROP FUNCTION few_people_near(integer);"),
    ]
