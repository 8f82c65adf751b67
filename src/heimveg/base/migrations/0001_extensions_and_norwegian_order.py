"""What the whole house rests on in the database: extensions, Norwegian order, history."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

NORWEGIAN_KEY = """
CREATE FUNCTION norwegian_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.unaccent('public.unaccent'::regdictionary,
    translate(replace(lower(normalize(name, NFC)), 'aa', 'å'), 'æäøöå', '{{||}')) COLLATE "C"
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(NORWEGIAN_KEY, "DROP FUNCTION norwegian_key(text);"),
    ]
