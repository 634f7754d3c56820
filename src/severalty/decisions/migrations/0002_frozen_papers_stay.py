"""The database itself refuses to alter or remove a frozen paper."""

from django.db import migrations

TABLE = "decisions_frozenpaper"
WORDS = "A frozen paper stays as it is: it is neither altered nor removed."

SQLITE = [
    f"CREATE TRIGGER frozen_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for verb in ("UPDATE", "DELETE")
]
SQLITE_BACK = ["DROP TRIGGER frozen_no_update", "DROP TRIGGER frozen_no_delete"]
POSTGRESQL = [
    f"""CREATE FUNCTION severalty_frozen_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER frozen_no_change BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION severalty_frozen_refuses()""",
    f"""CREATE TRIGGER frozen_no_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION severalty_frozen_refuses()""",
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER frozen_no_change ON {TABLE}",
    f"DROP TRIGGER frozen_no_truncate ON {TABLE}",
    "DROP FUNCTION severalty_frozen_refuses()",
]


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial")]

    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
        )
    ]
