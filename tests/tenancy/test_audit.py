"""The audit trail: chained, append-only, and honest about the first row that does not hold."""

import pytest
from django.db import DatabaseError, connection, transaction

from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import add_organisation
from severalty.tenancy.audit import FIRST, Change, read_body, record, verify
from severalty.tenancy.models import AuditEntry
from tests.conftest import NOON, Cast


def write(cast: Cast, count: int) -> list[AuditEntry]:
    for number in range(count):
        with transaction.atomic():
            record([Change("change", "contracts", f"C-{number}", {"name": "old"}, {"name": "new"})],
                   by=cast.viewer("north"), at=NOON, why="a test", case=cast.case)  # fmt: skip
    return list(AuditEntry.objects.order_by("number"))


def test_the_trail_of_nothing_holds(cast: Cast) -> None:
    assert (verify().rows, verify().head, verify().broken) == (0, FIRST, None)


def test_a_whole_trail_holds_and_tells_who_did_what(cast: Cast) -> None:
    rows = write(cast, 5)
    assert (verify().rows, verify().head, verify().broken) == (5, rows[-1].digest, None)
    body = read_body(rows[0])
    assert (body["by"], body["for"], body["before"], body["after"]) == (
        "North (fictional)", "north", {"name": "old"}, {"name": "new"},
    )  # fmt: skip


def test_an_action_leaves_a_row(cast: Cast) -> None:
    add_organisation(by=operator_for(), at=NOON, case=cast.case, key="east", name="East", kind="council")
    assert [read_body(row)["subject"] for row in AuditEntry.objects.all()] == ["east"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("body", '{"act": "nothing"}'), ("body_digest", "0" * 64), ("digest", "f" * 64), ("salt", "x")],
)
def test_the_first_altered_row_is_named(cast: Cast, field: str, value: str) -> None:
    rows = write(cast, 5)
    setattr(rows[2], field, value)
    verdict = verify(iter(rows))
    assert (verdict.broken, verdict.rows) == (3, 2), f"A change of {field} in row 3 was not found there."


def test_an_altered_time_is_found(cast: Cast) -> None:
    rows = write(cast, 3)
    rows[1].at = NOON.replace(year=2025)
    assert verify(iter(rows)).broken == 2


def test_a_missing_row_is_found(cast: Cast) -> None:
    rows = write(cast, 4)
    del rows[1]
    verdict = verify(iter(rows))
    assert verdict.broken == 3
    assert "2 is missing" in verdict.reason


def test_rows_that_changed_places_are_found(cast: Cast) -> None:
    rows = write(cast, 4)
    rows[1].body, rows[2].body = rows[2].body, rows[1].body
    assert verify(iter(rows)).broken == 2


def test_a_row_with_its_text_withheld_still_links(cast: Cast) -> None:
    rows = write(cast, 3)
    rows[1].body = ""
    assert verify(iter(rows)).broken is None, "Withholding a row's text broke the chain."


@pytest.mark.parametrize(
    "statement", ["UPDATE tenancy_auditentry SET body = ''", "DELETE FROM tenancy_auditentry WHERE number = 1"]
)
def test_the_database_refuses_to_rewrite(cast: Cast, statement: str) -> None:
    write(cast, 2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().rows == 2


def test_the_database_refuses_to_empty_the_trail(cast: Cast) -> None:
    """PostgreSQL has a statement of its own for emptying a table; SQLite deletes without a condition."""
    empty = (
        "TRUNCATE tenancy_auditentry CASCADE" if connection.vendor == "postgresql" else "DELETE FROM tenancy_auditentry"
    )
    write(cast, 1)
    connection.check_constraints()  # what waits for the end of the transaction would be refused first
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(empty)
