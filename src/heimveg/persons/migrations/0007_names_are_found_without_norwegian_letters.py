"""A name is found however it can be typed: å as a or aa, ø as o or oe, æ as a or ae, accents left
out. The fold is the same for what is written and what is looked for."""

from django.db import migrations

FOLDED = """
CREATE FUNCTION folded(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT replace(replace(replace(
    translate(lower(normalize(words, NFC)),
      'åäáàâãæøöóòôõéèêëíìîïúùûüýñçčšžđŧŋ', 'aaaaaaaooooooeeeeiiiiuuuuynccszdtn'),
    'aa', 'a'), 'ae', 'a'), 'oe', 'o')
$$;
CREATE INDEX person_name_folded ON persons_person USING gin (folded(name) gin_trgm_ops);
CREATE INDEX person_nickname_folded ON persons_person USING gin (folded(nickname) gin_trgm_ops);
"""
FOLDED_BACK = """
DROP INDEX person_name_folded;
DROP INDEX person_nickname_folded;
DROP FUNCTION folded(text);
"""
PEOPLE_LIKE = """
CREATE OR REPLACE FUNCTION people_like(words text) RETURNS TABLE (person_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id FROM persons_person p
  WHERE p.merged_into_id IS NULL
    AND (folded(words) <% folded(p.name) OR folded(words) <% folded(p.nickname)
         OR p.office_reference = words)
    AND sees_person(p.id, 'D2')
  ORDER BY p.office_reference = words DESC,
    greatest(word_similarity(folded(words), folded(p.name)),
             word_similarity(folded(words), folded(p.nickname))) DESC,
    greatest(word_similarity(words, p.name), word_similarity(words, p.nickname)) DESC, p.id
  LIMIT 500
$$;
"""
PEOPLE_LIKE_BACK = """
CREATE OR REPLACE FUNCTION people_like(words text) RETURNS TABLE (person_id bigint)
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


class Migration(migrations.Migration):
    dependencies = [("persons", "0006_nobody_is_lost_when_a_case_or_a_unit_ends")]
    operations = [
        migrations.RunSQL(FOLDED, FOLDED_BACK),
        migrations.RunSQL(PEOPLE_LIKE, PEOPLE_LIKE_BACK),
    ]
