"""A common core between two installations: frozen on one, decided on both, and a forged one is left out by name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from severalty.decisions.actions import cores as actions
from severalty.decisions.models import Core, CoreExempt, CoreVersion
from severalty.decisions.queries.cores import Look, look_at
from severalty.decisions.reports.cores import draft_content
from severalty.engine.decisions.approval_facts import Whole
from severalty.engine.decisions.core_content import belongs
from severalty.engine.decisions.resolutions import Outcome
from severalty.formats.core_json import read_core
from severalty.formats.pack import Envelope, Party, pack_file
from severalty.formats.pack_signing import Signer
from severalty.formats.pack_verify import verify_pack
from severalty.packs.queries import packs as queries
from tests.packs.conftest import TODAY, Installation

LATER = date(2026, 12, 15)
CORE = {
    "bodies": "key,name,kind,organisation,call_in,audience,recorded_by\n"
    "north-cabinet,Cabinet of North,cabinet or executive,north,yes,partners,north\n"
    "south-cabinet,Cabinet of South,cabinet or executive,south,yes,partners,north\n",
    "cores": "key,name,approach,costing,exempt_terms,exempt_under,audience,recorded_by\n"
    "common,Shared ICT,One programme.,North pays £52.,Zyzzyva asks £412.,3,partners,north\n",
    "core_bodies": "core,organisation,body,recorded_by\n"
    "common,north,north-cabinet,north\ncommon,south,south-cabinet,north\n",
}


@pytest.fixture
def keeper(installed: Callable[[str, dict[str, str]], Installation]) -> Installation:
    """North's installation, where the core is kept."""
    return installed("north", CORE)


@pytest.fixture
def partner(installed: Callable[[str, dict[str, str]], Installation]) -> Installation:
    """South's installation, which knows nothing of it yet."""
    return installed("south", {})


def look(here: Installation, on: date = LATER) -> Look:
    return look_at(here.viewer(), here.case, Core.objects.get(item__case=here.case).pk, on)


def freeze(here: Installation, reason: str = "", **parts: Any) -> CoreVersion:
    found = look(here)
    content, exempt = draft_content(here.viewer(), here.case, found, TODAY, reason)
    content = content.__class__(**{**vars(content), **parts})
    freezing = actions.Freezing(found.row.pk, content, found.position.current, exempt)
    return actions.freeze_core(by=here.viewer(), at=here.tick(), why="x", case=here.case, freezing=freezing)


def approve(here: Installation, body: str) -> None:
    found = look(here)
    current = found.position.current
    asked = actions.Resolving(found.row.pk, current, current, body, Outcome.APPROVED, TODAY, TODAY)
    actions.resolve_core(by=here.viewer(), at=here.tick(), why="x", case=here.case, resolving=asked)


def test_a_core_frozen_on_one_installation_is_in_force_on_both(keeper: Installation, partner: Installation) -> None:
    version = freeze(keeper)
    approve(keeper, "north-cabinet@north")
    partner.bring_in(bytes(keeper.build().body))
    there = CoreVersion.objects.get(item__case=partner.case)
    assert (there.digest, there.body) == (version.digest, version.body)
    held = CoreExempt.objects.get(item__case=partner.case)
    assert belongs(read_core(there.body), held.text, held.salt)
    assert look(partner).position.state is Whole.NOT_YET
    approve(partner, "south-cabinet@north")
    keeper.bring_in(bytes(partner.build().body))
    here, other = look(keeper).position, look(partner).position
    assert here == other
    assert (here.state, here.digest) == (Whole.IN_FORCE, version.digest)


def test_an_amendment_of_the_partner_comes_back_and_voids_the_keepers_approval(
    keeper: Installation, partner: Installation
) -> None:
    freeze(keeper)
    approve(keeper, "north-cabinet@north")
    partner.bring_in(bytes(keeper.build().body))
    second = freeze(partner, "Members asked.", costing="North pays £54.")
    approve(partner, "south-cabinet@north")
    keeper.bring_in(bytes(partner.build().body))
    found = look(keeper).position
    assert (found.state, found.current) == (Whole.NOT_YET, second.digest)
    assert "North Thornton has approved version 1, which is void: costing changed" in found.sentence


def _signed(keeper: Installation, old: str, new: str) -> bytes:
    """A pack that North itself signed, though one of its texts is not as it was frozen."""
    rows = {
        table: (columns, [tuple(cell.replace(old, new) for cell in row) for row in held])
        for table, (columns, held) in queries.shared_rows(
            keeper.viewer(), keeper.case, keeper.partner, TODAY
        ).items()
    }  # fmt: skip
    names = Party(keeper.case.key, "Thornton"), Party("north", "North Thornton"), Party("south", "South Thornton")
    body, _ = pack_file(Envelope(*names, "2026-11-22T12:30:00+00:00", "S"), rows, Signer("x", "north").sign)
    return body


@pytest.mark.parametrize(
    ("old", "new", "column"), [("£52.", "£25.", "digest"), ("Zyzzyva asks £412.", "Zyzzyva asks £1.", "text")]
)
def test_a_forged_core_is_left_out_with_its_table_and_row(
    keeper: Installation, partner: Installation, old: str, new: str, column: str
) -> None:
    freeze(keeper)
    found = partner.bring_in(_signed(keeper, old, new))
    left_out = [one for one in found.lines if one.table in ("core_versions", "core_exempt_terms") and one.refusal]
    table = "core_versions" if column == "digest" else "core_exempt_terms"
    said = " ".join(one.refusal for one in left_out)
    assert f'Sheet "{table}", row 2, {column}' in said
    assert not (CoreVersion if column == "digest" else CoreExempt).objects.filter(item__case=partner.case).exists()


def test_a_core_altered_on_the_way_is_named_by_row_and_column(keeper: Installation) -> None:
    freeze(keeper)
    data = bytes(keeper.build().body)
    altered = data.replace("North pays £52.".encode() + b'"",', "North pays £25.".encode() + b'"",', 1)
    assert altered != data
    faults = " ".join(str(one) for one in verify_pack(altered, "a.pack").faults)
    assert "core_versions" in faults
    assert "body" in faults
