"""Addresses that are nearly as written, found by the trigram index.

The planner believes that a trigram comparison costs as little as any other and reads the whole
table; inside the function it may not, and a letter wrong in a street name is near enough.
"""

from django.db import migrations

DWELLINGS_AKIN = """
CREATE FUNCTION dwellings_akin(ways text[], most integer) RETURNS TABLE (dwelling_id bigint)
LANGUAGE sql STABLE
SET search_path = public
SET enable_seqscan = off
SET pg_trgm.word_similarity_threshold = 0.5
AS $$
  SELECT d.id FROM dwellings_dwelling d
  WHERE d.address %> ANY (ways)
  ORDER BY (SELECT max(word_similarity(way, d.address)) FROM unnest(ways) AS way) DESC,
    d.address_key, d.object_number
  LIMIT most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("dwellings", "0003_versions_doubts_and_areas")]
    operations = [
        migrations.RunSQL(DWELLINGS_AKIN, "DROP FUNCTION dwellings_akin(text[], integer);"),
    ]
