"""`severalty pack`: made in one installation, checked without a database, brought into the other."""

import json
from pathlib import Path

import pytest

from severalty.cli.main import main
from severalty.formats.pack_signing import fingerprint
from severalty.packs.models import PartnerPack
from severalty.tenancy.models import Item
from tests.packs.conftest import Installation

pytestmark = [pytest.mark.sqlite_enough, pytest.mark.django_db, pytest.mark.slow]


def test_a_pack_goes_from_one_installation_to_the_other(
    north: Installation, south: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "for-south.pack")
    assert main(["pack", "build", "north-own", "--for", "south", "-o", file]) == 0
    assert "Fingerprint of the key" in capsys.readouterr().out
    assert main(["pack", "verify", file, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["unchanged"]
    assert told["tables"] == {"contracts": 1, "assumptions": 1, "dispositions": 2}

    assert main(["pack", "import", file, "--case", "south-own"]) == 0
    shown = capsys.readouterr().out
    assert "K-1 for south: Disposition re-procure, yours extend" in shown
    assert "they seek £9m" in shown.casefold()
    assert "With --apply 4 rows would be." in shown
    assert not PartnerPack.objects.filter(case=south.case).exists(), "Looking wrote something."

    assert main(["pack", "import", file, "--case", "south-own", "--apply"]) == 2
    assert "Ask North Thornton for its fingerprint" in capsys.readouterr().err
    key = fingerprint(PartnerPack.objects.get(case=north.case).key)
    assert main(["pack", "import", file, "--case", "south-own", "--apply", "--key", key, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == 4
    assert Item.objects.get(case=south.case, name="North alone").recorded_by == south.partner
    assert main(["pack", "import", file, "--case", "south-own", "--apply"]) == 0
    assert "0 rows of North Thornton written." in capsys.readouterr().out


def test_an_older_pack_is_told_and_changes_nothing(
    north: Installation, south: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = north.build(), north.build()
    south.bring_in(bytes(new.body))
    file = tmp_path / "old.pack"
    file.write_bytes(bytes(old.body))
    assert main(["pack", "import", str(file), "--case", "south-own", "--apply"]) == 3
    assert "a newer pack of North Thornton is brought in already" in capsys.readouterr().out


def test_an_altered_pack_ends_with_three_and_names_the_cell(
    north: Installation, south: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "altered.pack"
    file.write_bytes(bytes(north.build().body).replace(b"12000.00", b"21000.00"))
    assert main(["pack", "verify", str(file)]) == 3
    assert 'Sheet "dispositions", row 2, one_off_cost: found 21000.00' in capsys.readouterr().out
    assert main(["pack", "import", str(file), "--case", "south-own", "--apply"]) == 3
    assert not PartnerPack.objects.filter(case=south.case).exists()


REFUSED = (
    (["verify", "nowhere.pack"], "cannot be read"),
    (["verify", "pyproject.toml"], "expected"),
    (["build", "north-own", "--for", "nobody", "-o", "x.pack"], "No organisation 'nobody'"),
    (["build", "north-own", "--for", "service", "-o", "x.pack"], "Say whose pack it is"),
    (["build", "north-own", "--for", "north", "--as", "north", "-o", "x.pack"], "cannot be given a pack"),
    (["build", "north-own", "--for", "north", "--as", "south", "-o", "x.pack"], "Nothing that South Thornton recorded"),
    (["import", "nowhere.pack", "--case", "north-own"], "cannot be read"),
)


def test_what_cannot_be_done_is_said(north: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    for words, said in REFUSED:
        assert main(["pack", *words]) == 2
        assert said in capsys.readouterr().err
