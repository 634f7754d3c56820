"""Rows that are written once and then read from a file stand as if they had been written, and go as if they had."""

from pathlib import Path

import pytest
from django.db import connection

from severalty.tenancy.models import Case, Person
from tests.conftest import make_cast
from tests.database import rows_of_tables, written_once
from tests.guards.test_leaks import passing

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_enough]


@pytest.fixture(autouse=True)
def _needs_sqlite(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Rows are kept on SQLite only.")


def made_of(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "rows.csv").write_text(text, encoding="utf-8")
    return folder


def test_rows_from_the_file_are_those_that_were_written(tmp_path: Path) -> None:
    """To the byte, in their order, and nothing of them stays; whatever is written next is numbered after them."""
    written = []

    def make() -> dict[str, int]:
        cast = make_cast()
        cast.item(cast.north, "C-1").shared_with.add(cast.south)
        written.append(rows_of_tables())
        return {"case": cast.case.pk}

    empty = rows_of_tables()
    home = made_of(tmp_path / "from", "one")
    for _ in range(2):
        with passing():
            told = written_once(tmp_path, "cast", home, make)
            assert rows_of_tables() == written[0]
            assert Case.objects.get(pk=told["case"]).key == "thornton"
            assert Case.objects.create(key="next", name="The next").pk > Case.objects.get(key="elsewhere").pk
        assert rows_of_tables() == empty, "Something stays behind."
    assert len(written) == 1, "It was made again."
    assert len(written[0]["tenancy_item_shared_with"]) == 1, "This proves little: hardly anything was written."


def test_rows_are_made_anew_after_a_change_of_what_they_are_made_of(tmp_path: Path) -> None:
    asked: list[str] = []
    for text in ("one", "two"):
        with passing():
            home = made_of(tmp_path / text, text)
            written_once(tmp_path, "cast", home, lambda text=text: asked.append(text))
    assert asked == ["one", "two"]


def test_what_changes_a_row_is_not_kept(tmp_path: Path) -> None:
    """A row that was there before would stay as it was, and nobody would know."""
    person = Person.objects.create(email="ada@thornton.example", name="Ada")

    def make() -> None:
        Person.objects.filter(pk=person.pk).update(name="Eve")

    with pytest.raises(AssertionError, match="tenancy_person that stood there was changed"):
        written_once(tmp_path, "changed", made_of(tmp_path / "from", "one"), make)
    assert not list(tmp_path.glob("*.rows"))
