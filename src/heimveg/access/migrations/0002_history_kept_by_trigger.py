"""The trigger function that keeps history; rooms attach it to their tables."""

from django.db import migrations

KEEP_HISTORY = """
CREATE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  key text := TG_ARGV[0];
  person text := TG_ARGV[1];
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}'::jsonb ELSE to_jsonb(OLD) END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}'::jsonb ELSE to_jsonb(NEW) END;
  row_now jsonb := CASE WHEN TG_OP = 'DELETE' THEN before ELSE after END;
  difference jsonb;
BEGIN
  SELECT coalesce(jsonb_object_agg(name, jsonb_build_array(before -> name, after -> name)), '{}')
    INTO difference
    FROM jsonb_object_keys(row_now) AS name
    WHERE before -> name IS DISTINCT FROM after -> name
      AND name NOT IN ('version', 'id_sealed', 'id_index', 'pdf', 'document', 'content', 'address_key');
  IF TG_OP = 'UPDATE' AND difference = '{}' THEN RETURN NULL; END IF;
  INSERT INTO public.access_historyentry (table_name, row_id, person_id, operation, changed, user_id)
  VALUES (TG_TABLE_NAME, (row_now ->> key)::bigint, (row_now ->> person)::bigint, TG_OP, difference,
          nullif(current_setting('heimveg.reader', true), '')::bigint);
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunSQL(KEEP_HISTORY, "DROP FUNCTION keep_history();")]
