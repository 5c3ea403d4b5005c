"""The index behind `casework.search`: GIN over tsvector on PostgreSQL, FTS5 on SQLite."""

from django.db import migrations

POSTGRES = [
    "CREATE INDEX casework_search ON casework_searchtext USING gin (words)",
]
SQLITE = [
    "CREATE VIRTUAL TABLE casework_fts USING fts5(words, content='casework_searchtext', content_rowid='case_id')",
    """CREATE TRIGGER casework_fts_insert AFTER INSERT ON casework_searchtext BEGIN
       INSERT INTO casework_fts(rowid, words) VALUES (new.case_id, new.words); END""",
    """CREATE TRIGGER casework_fts_delete AFTER DELETE ON casework_searchtext BEGIN
       INSERT INTO casework_fts(casework_fts, rowid, words) VALUES ('delete', old.case_id, old.words); END""",
    """CREATE TRIGGER casework_fts_update AFTER UPDATE ON casework_searchtext BEGIN
       INSERT INTO casework_fts(casework_fts, rowid, words) VALUES ('delete', old.case_id, old.words);
       INSERT INTO casework_fts(rowid, words) VALUES (new.case_id, new.words); END""",
]


def build(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX casework_search")
    else:
        schema_editor.execute("DROP TABLE casework_fts")


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [migrations.RunPython(build, drop)]
