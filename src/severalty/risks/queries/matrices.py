"""Matrices as one viewer may see them, and the templates that a council copies."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from django.http import Http404

from severalty.engine.risks.matrices import CellStanding, RiskMatrix
from severalty.engine.risks.rating import Grid, GridCell, MatrixCheck, matrix_check
from severalty.risks.binding import BANDS, CELLS, MATRICES
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import Lookup, lookup_for, record_of
from severalty.tenancy.models import Case


@dataclass(frozen=True)
class Matrix:
    """One matrix with its bands and cells. Only what its own recorder says of it counts."""

    row: Any
    record: RiskMatrix
    bands: tuple[Any, ...]
    cells: Mapping[tuple[int, int], Any]

    @property
    def ref(self) -> str:
        """The reference of its item."""
        return str(self.row.pk)

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.row.item.name)

    @property
    def grid(self) -> Grid:
        """The matrix as rules take it; the places of its bands are made whole numbers from 1."""
        places = {band.place: number for number, band in enumerate(self.bands, start=1)}
        cells = tuple(
            GridCell(one.likelihood, one.impact, places.get(one.band), CellStanding(one.standing))
            for one in self.cells.values()
        )
        return Grid(
            self.ref, self.record.likelihood_words, self.record.impact_words,
            tuple(band.word for band in self.bands), cells, self.name,
        )  # fmt: skip

    @property
    def check(self) -> MatrixCheck:
        """Whether it can stand."""
        return matrix_check(self.grid)

    @property
    def print(self) -> str:
        """The fingerprint of its version and its cells, by which a form tells that it was changed meanwhile."""
        cells = sorted((*at, one.band, one.standing, one.reason) for at, one in self.cells.items())
        bands = [(band.place, band.word) for band in self.bands]
        return sha256(repr((self.row.item.version, bands, cells)).encode()).hexdigest()[:16]


def matrices_for(viewer: Viewer, case: Case, lookup: Lookup | None = None) -> list[Matrix]:
    """The matrices that the viewer may see, by name. Three queries beside those of a lookup."""
    lookup = lookup or lookup_for(viewer, case, ())
    rows = list(MATRICES.rows_for(viewer, case).select_related("item__recorded_by").order_by("item__name", "pk"))
    keepers = {row.pk: row.item.recorded_by_id for row in rows}
    bands: dict[str, list[Any]] = {}
    for band in BANDS.rows_for(viewer, case).order_by("place", "pk"):
        if band.recorded_by_id == keepers.get(band.matrix_id):
            bands.setdefault(band.matrix_id, []).append(band)
    cells: dict[str, dict[tuple[int, int], Any]] = {}
    for cell in CELLS.rows_for(viewer, case).order_by("likelihood", "impact", "pk"):
        if cell.recorded_by_id == keepers.get(cell.matrix_id):
            cells.setdefault(cell.matrix_id, {})[cell.likelihood, cell.impact] = cell
    return [
        Matrix(row, record_of(MATRICES, row, lookup), tuple(bands.get(row.pk, ())), cells.get(row.pk, {}))
        for row in rows
    ]


def matrix_for(viewer: Viewer, case: Case, ref: str) -> Matrix:
    """One matrix. Raises Http404."""
    found = next((one for one in matrices_for(viewer, case) if one.ref == ref), None)
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Template:
    """A matrix to begin with: its words, its bands with what each calls for, and the cells that are settled."""

    key: str
    name: str
    description: str
    source: str
    likelihoods: tuple[str, ...]
    impacts: tuple[str, ...]
    bands: tuple[tuple[str, str], ...]
    cells: tuple[GridCell, ...]


@cache
def templates() -> tuple[Template, ...]:
    """The matrices that a council may copy and then change."""
    text = files("severalty").joinpath("reference", "risk_matrices.toml").read_text(encoding="utf-8")
    return tuple(_template(one) for one in tomllib.loads(text)["matrix"])


def _template(held: Mapping[str, Any]) -> Template:
    places = {band["word"]: place for place, band in enumerate(held["bands"], start=1)}
    cells = tuple(
        GridCell(likelihood, impact, places[word], CellStanding(held["standing"]))
        for likelihood, impact, word in held["cells"]
    )
    return Template(
        held["key"], held["name"], held["description"], held["source"], tuple(held["likelihoods"]),
        tuple(held["impacts"]), tuple((band["word"], band.get("calls_for", "")) for band in held["bands"]), cells,
    )  # fmt: skip
