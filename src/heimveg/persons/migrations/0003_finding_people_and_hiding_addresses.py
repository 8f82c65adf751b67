"""How people are found without asking the policies about everybody, and whose address hides.

Each function runs as the owner, so that the trigram indexes can be used, and itself asks
`sees_person` about what it found: no row leaves it that the reader does not see.
"""

from django.db import migrations

from heimveg.persons.sight import SEES_PERSON

A_READER = "nullif(current_setting('heimveg.reader', true), '') IS NOT NULL"
TODAY = "coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date)"
PEOPLE_LIKE = """
CREATE FUNCTION people_like(words text) RETURNS TABLE (person_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id FROM persons_person p
  WHERE p.merged_into_id IS NULL
    AND (words <% p.name OR words <% p.nickname OR p.office_reference = words)
    AND sees_person(p.id, 'D2')
  ORDER BY p.office_reference = words DESC,
    greatest(word_similarity(words, p.name), word_similarity(words, p.nickname)) DESC, p.id
  LIMIT 500
$$;
"""
PEOPLE_AKIN = """
CREATE FUNCTION people_akin(called text, born date, telephone text, reference text)
RETURNS TABLE (person_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id FROM persons_person p
  WHERE p.merged_into_id IS NULL
    AND (p.name % called OR p.nickname % called OR p.born_on = born
         OR telephone <> '' AND right(regexp_replace(p.phone, '\\D', '', 'g'), 8) = telephone
         OR reference <> '' AND p.office_reference = reference)
    AND sees_person(p.id, 'D2')
  ORDER BY greatest(similarity(p.name, called), similarity(p.nickname, called)) DESC, p.id
  LIMIT 100
$$;
"""
# A protected person is never found this way, nor one who works here: to the asker, the number
# is unknown. A number of a merged record leads to the one that is kept.
KNOWN = """
CREATE OR REPLACE FUNCTION known_person(number_index bytea) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(p.merged_into_id, p.id) FROM persons_person p
  LEFT JOIN persons_protection x ON x.person_id = coalesce(p.merged_into_id, p.id)
  JOIN persons_person kept ON kept.id = coalesce(p.merged_into_id, p.id)
  WHERE p.id_index = number_index AND x.grade IS NULL
    AND p.employed_in_id IS NULL AND kept.employed_in_id IS NULL
    AND nullif(current_setting('heimveg.reader', true), '') IS NOT NULL
  ORDER BY 1 LIMIT 1
$$;
"""
RUNNING = f"m.started_on <= {TODAY} AND (m.ended_on IS NULL OR m.ended_on > {TODAY})"
HOUSEHOLD_IS_PROTECTED = f"""
CREATE FUNCTION household_is_protected(household bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT NOT ({A_READER}) OR EXISTS (
    SELECT FROM persons_householdmember m
    JOIN persons_person p ON p.id = m.person_id
    JOIN persons_protection x ON x.person_id = coalesce(p.merged_into_id, p.id)
    WHERE m.household_id = household AND {RUNNING}
  )
$$;
"""
ADDRESS_IS_HIDDEN = f"""
CREATE FUNCTION address_is_hidden(person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT NOT ({A_READER}) OR EXISTS (
    SELECT FROM persons_householdmember own
    JOIN persons_householdmember m ON m.household_id = own.household_id
    JOIN persons_person p ON p.id = m.person_id
    JOIN persons_protection x ON x.person_id = coalesce(p.merged_into_id, p.id)
    WHERE own.person_id = person AND {RUNNING}
      AND {RUNNING.replace("m.", "own.")}
      AND NOT sees_person(m.person_id, 'D2')
  )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("persons", "0002_who_sees_whom_and_who_answers")]
    operations = [
        migrations.RunSQL(SEES_PERSON, migrations.RunSQL.noop),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.RunSQL(PEOPLE_LIKE, "DROP FUNCTION people_like(text);"),
        migrations.RunSQL(PEOPLE_AKIN, "DROP FUNCTION people_akin(text, date, text, text);"),
        migrations.RunSQL(HOUSEHOLD_IS_PROTECTED, "DROP FUNCTION household_is_protected(bigint);"),
        migrations.RunSQL(ADDRESS_IS_HIDDEN, "DROP FUNCTION address_is_hidden(bigint);"),
    ]
