from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE office_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX office_cache_expires ON office_cache (expires);
"""


class Migration(migrations.Migration):
    """The table of Django's database cache (rate limits), as `createcachetable` would make it."""

    dependencies = [("office", "0002_rows_that_never_change")]

    operations = [migrations.RunSQL(TABLE, "DROP TABLE office_cache")]
