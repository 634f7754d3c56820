"""The wording of a signature moves to a column of its own; the database refuses to alter or remove a sent letter."""

import re

from django.db import migrations

TABLE = "dispositions_sentletter"
WORDS = "A letter stays as it was sent: its text is neither altered nor removed."
WORDING = re.compile(r",? ?\bwording ([0-9a-f]{12})\b")

SQLITE = [
    f"CREATE TRIGGER sent_letter_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for verb in ("UPDATE", "DELETE")
]
SQLITE_BACK = ["DROP TRIGGER sent_letter_no_update", "DROP TRIGGER sent_letter_no_delete"]
POSTGRESQL = [
    f"""CREATE FUNCTION severalty_sent_letter_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER sent_letter_no_change BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION severalty_sent_letter_refuses()""",
    f"""CREATE TRIGGER sent_letter_no_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION severalty_sent_letter_refuses()""",
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER sent_letter_no_change ON {TABLE}",
    f"DROP TRIGGER sent_letter_no_truncate ON {TABLE}",
    "DROP FUNCTION severalty_sent_letter_refuses()",
]


def to_column(apps, schema_editor):
    """Take the digest out of the source, where it was kept."""
    table = apps.get_model("dispositions", "VariationSignature")
    for row in table.objects.filter(source__contains="wording "):
        found = WORDING.search(row.source)
        if found:
            row.wording, row.source = found[1], WORDING.sub("", row.source, count=1)
            row.save(update_fields=["wording", "source"])


def to_source(apps, schema_editor):
    """Put it back."""
    table = apps.get_model("dispositions", "VariationSignature")
    for row in table.objects.exclude(wording=""):
        row.source = f"{row.source or 'Signed on the page'}, wording {row.wording}"[:300]
        row.save(update_fields=["source"])


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("dispositions", "0003_leaving_a_supplier")]

    operations = [
        migrations.RunPython(to_column, to_source),
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
        ),
    ]
