"""A frozen paper is kept for good: neither the database nor the code alters or removes one."""

import pytest
from django.db import DatabaseError, connection, transaction

from severalty.decisions.models import FrozenPaper
from severalty.formats.paper_json import digest_of
from tests.decisions.conftest import Desk


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions_frozenpaper SET body = '{}'",
        "UPDATE decisions_frozenpaper SET digest = digest",
        "UPDATE decisions_frozenpaper SET number = 7",
        "DELETE FROM decisions_frozenpaper",
    ],
)
def test_the_database_itself_keeps_a_frozen_paper_as_it_is(desk: Desk, statement: str) -> None:
    made = desk.freeze(desk.save())
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    again = FrozenPaper.objects.get()
    assert (again.body, again.digest, again.number) == (made.body, made.digest, 1)


def test_neither_does_the_code_alter_or_remove_one(desk: Desk) -> None:
    made = desk.freeze(desk.save())
    made.body = "{}"
    for change in (made.save, made.delete, FrozenPaper.objects.all().delete):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            change()
    assert FrozenPaper.objects.filter(pk=made.pk, digest=digest_of(FrozenPaper.objects.get().body.encode())).exists()
