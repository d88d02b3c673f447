from django.db import migrations

# A plain table: emptying a database (``flush``) must not take the stamps away. The sequence never gives a number twice,
# so that what was loaded in a transaction that failed is never found again.
STAMPS = """
CREATE SEQUENCE kit_stamp_number;
CREATE TABLE kit_stamp (name text PRIMARY KEY, stamp bigint NOT NULL) WITH (fillfactor = 20);
CREATE FUNCTION kit_renew_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO kit_stamp (name, stamp) VALUES (TG_TABLE_NAME, nextval('kit_stamp_number'))
    ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp;
    RETURN NULL;
END $$;
"""
TAKE_AWAY = """
DROP FUNCTION kit_renew_stamp() CASCADE;
DROP TABLE kit_stamp;
DROP SEQUENCE kit_stamp_number;
"""


class Migration(migrations.Migration):
    dependencies = [("kit", "0002_pace")]

    operations = [migrations.RunSQL(STAMPS, TAKE_AWAY)]
