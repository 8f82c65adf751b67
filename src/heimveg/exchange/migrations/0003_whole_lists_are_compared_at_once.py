"""Who in a list may be known already, asked for all rows at once so that the indexes are used.

Runs as the owner, and itself asks `sees_person` about what it found: no id leaves it of anybody
the reader does not see.
"""

from django.db import migrations

AKIN = """
CREATE FUNCTION people_akin_to_listed(numbers int[], called text[], born date[], telephones text[])
RETURNS TABLE (number int, person_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH said AS MATERIALIZED (
    SELECT * FROM unnest(numbers, called, born, telephones) AS row_of(number, called, born, telephone)
  ), akin AS (
    SELECT said.number, p.id FROM said JOIN persons_person p ON p.name % said.called
    UNION
    SELECT said.number, p.id FROM said JOIN persons_person p ON p.nickname % said.called
    UNION
    SELECT said.number, p.id FROM said JOIN persons_person p ON p.born_on = said.born
    UNION
    SELECT said.number, p.id FROM said JOIN persons_person p
      ON right(regexp_replace(p.phone, '\\D', '', 'g'), 8) = said.telephone
    WHERE said.telephone <> ''
  ), seen AS MATERIALIZED (
    SELECT p.id FROM persons_person p
    WHERE p.id IN (SELECT akin.id FROM akin) AND p.merged_into_id IS NULL AND sees_person(p.id, 'D2')
  ), ranked AS (
    SELECT akin.number, p.id, row_number() OVER (
      PARTITION BY akin.number
      ORDER BY (p.born_on IS NOT DISTINCT FROM said.born) DESC,
        greatest(similarity(p.name, said.called), similarity(p.nickname, said.called)) DESC, p.id
    ) AS place
    FROM akin JOIN seen USING (id) JOIN persons_person p USING (id)
      JOIN said ON said.number = akin.number
  )
  SELECT ranked.number, ranked.id FROM ranked WHERE place <= 20  -- the likest of many alike
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_a_file_is_taken_in_by_a_job"),
        ("persons", "0002_who_sees_whom_and_who_answers"),
    ]
    operations = [
        migrations.RunSQL(AKIN, "DROP FUNCTION people_akin_to_listed(int[], text[], date[], text[]);"),
    ]
