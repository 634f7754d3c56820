"""What somebody does to a risk, as drafts: a review, an acceptance, an end, an action done, cells of a matrix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from severalty.engine.dates import PartialDate
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.risks.matrices import CellStanding, MatrixBand, MatrixCell, RiskMatrix
from severalty.engine.risks.rating import ProposalQuestion, proposed_cells
from severalty.engine.risks.register import Response, RiskReview, RiskState
from severalty.risks.binding import ACTIONS, BANDS, CELLS, MATRICES, REVIEWS, RISKS
from severalty.risks.queries.matrices import Matrix, Template
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.binding import Binding, texts_of
from severalty.tenancy.drafts import Draft, Drafting
from severalty.tenancy.models import Case
from severalty.tenancy.permissions import Permission


@dataclass(frozen=True)
class Reviewing:
    """What somebody found when they looked at a risk (by reference, in the version that they saw)."""

    ref: str
    version: int
    likelihood: int | None
    impact: int | None
    target_likelihood: int | None
    target_impact: int | None
    note: str
    next_review: PartialDate | None = None


@dataclass(frozen=True)
class Accepting:
    """That a risk is borne: by whom, until when, and why."""

    ref: str
    version: int
    accepted_by: str
    reason: str
    until: PartialDate | None
    response: Response = Response.TOLERATE


@dataclass(frozen=True)
class Closing:
    """That a risk no longer stands, and why."""

    ref: str
    version: int
    reason: str


@dataclass(frozen=True)
class DoneAction:
    """That an action was done, on which day, and what shows it."""

    ref: str
    version: int
    done_on: PartialDate | None
    proof: str


def may_edit(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer acts for an organisation whose risks they may record."""
    return viewer.organisation is not None and viewer.may(Permission.RISK_EDIT, case)


def is_own(viewer: Viewer, row: Any) -> bool:
    """Whether the viewer's organisation keeps a row."""
    return viewer.organisation is not None and bool(row.item.recorded_by_id == viewer.organisation.pk)


def _held(drafting: Drafting, binding: Binding, ref: str, version: int, *, own: bool = True) -> tuple[Any, Any]:
    """The row and the record of an item as it stands. Raises Refused, Stale."""
    by = drafting.viewer
    found = next((pair for pair in drafting.existing(binding).values() if pair[0].pk == ref), None)
    if found is None or not may_edit(by, drafting.case):
        raise Refused(f"The {binding.singular} is not on record any more. Open the page again.")
    if own and not is_own(by, found[0]):
        raise Refused(f"Only the organisation that recorded the {binding.singular} changes it.")
    if found[0].item.version != version:
        raise Stale(f"Somebody else changed this {binding.singular} since you opened it. Look at it again below.")
    return found


def drafted_review(by: Viewer, case: Case, reviewing: Reviewing, on: PartialDate) -> tuple[list[Draft], list[Draft]]:
    """The drafts of a review: of the risk itself where it is the reviewer's own, and of the review.

    Whoever sees another's risk says how it sees it, and changes nothing but its own word. A second review on one day
    takes the place of the first. Raises Stale, Refused.
    """
    drafting = Drafting(by, case)
    row, record = _held(drafting, RISKS, reviewing.ref, reviewing.version, own=False)
    organisation = by.organisation
    if organisation is None or not reviewing.note.strip():
        raise Refused("Say in a sentence why you score it so; the history keeps it.")
    risks = []
    if is_own(by, row):
        _not_past(reviewing.next_review, on, "the next review")
        changed = replace(
            record, current_likelihood=reviewing.likelihood, current_impact=reviewing.impact,
            review_on=reviewing.next_review or record.review_on, target_likelihood=reviewing.target_likelihood,
            target_impact=reviewing.target_impact,
        )  # fmt: skip
        risks = drafting.claim(RISKS, [(0, changed)])
    review = RiskReview(
        risk=drafting.lookup.name_of(row.pk, RISKS.table, organisation.pk), organisation=organisation.key,
        reviewed_on=on, likelihood=reviewing.likelihood, impact=reviewing.impact, note=reviewing.note.strip(),
        recorded_by=organisation.key, target_likelihood=reviewing.target_likelihood,
        target_impact=reviewing.target_impact,
    )  # fmt: skip
    reviews = drafting.claim(REVIEWS, [(0, review)])
    drafting.settle()
    return risks, reviews


def drafted_acceptance(by: Viewer, case: Case, accepting: Accepting, on: PartialDate) -> list[Draft]:
    """The draft of a risk that is borne. Raises Stale, Refused."""
    drafting = Drafting(by, case)
    _, record = _held(drafting, RISKS, accepting.ref, accepting.version)
    _not_past(accepting.until, on, "the end of an acceptance")
    changed = replace(
        record, accepted_by=accepting.accepted_by.strip(), accepted_on=on, accepted_until=accepting.until,
        acceptance_reason=accepting.reason.strip(), response=accepting.response,
    )  # fmt: skip
    return _settled(drafting, RISKS, changed)


def drafted_end(by: Viewer, case: Case, closing: Closing, on: PartialDate) -> list[Draft]:
    """The draft of a risk that no longer stands. Raises Stale, Refused."""
    drafting = Drafting(by, case)
    _, record = _held(drafting, RISKS, closing.ref, closing.version)
    changed = replace(record, state=RiskState.CLOSED, closed_on=on, closed_reason=closing.reason.strip())
    return _settled(drafting, RISKS, changed)


def drafted_done(by: Viewer, case: Case, done: DoneAction, on: PartialDate) -> list[Draft]:
    """The draft of an action that was done. Raises Stale, Refused."""
    drafting = Drafting(by, case)
    _, record = _held(drafting, ACTIONS, done.ref, done.version)
    if done.done_on is not None and done.done_on.first > on.last:
        raise Refused(f"{done.done_on} is still to come; record it once it is done.")
    return _settled(drafting, ACTIONS, replace(record, done_on=done.done_on, proof=done.proof.strip()))


def _not_past(date: PartialDate | None, on: PartialDate, what: str) -> None:
    """Raises Refused where a date that is to come has gone by, as where its year was mistyped."""
    if date is not None and date.last < on.first:
        raise Refused(f"{date} has gone by; {what} is a day still to come.")


def _settled(drafting: Drafting, binding: Binding, record: Any) -> list[Draft]:
    drafts = drafting.claim(binding, [(0, record)])
    drafting.settle()
    return drafts


@dataclass(frozen=True)
class CellWish:
    """Which band one cell is to have (None: open), by the place that its band has in the table."""

    band: int | None
    reason: str = ""


def drafted_cells(
    by: Viewer, case: Case, matrix: Matrix, wishes: Mapping[tuple[int, int], CellWish], seen: str
) -> list[Draft]:
    """The drafts of the cells that change. What a source states stays, unless a reason is given.

    Raises Stale where the matrix was changed since it was looked at, Refused.
    """
    _check_matrix(by, case, matrix, seen)
    places = {band.place for band in matrix.bands}
    changed: dict[tuple[int, int], tuple[int | None, CellStanding, str]] = {}
    for at, wish in wishes.items():
        held = matrix.cells.get(at)
        if (held.band if held else None) == wish.band:
            continue
        if not matrix.grid.holds(*at) or (wish.band is not None and wish.band not in places):
            raise Refused("A cell or a band is not one of this matrix. Open the page again.")
        if held is not None and held.standing == CellStanding.STATED and not wish.reason.strip():
            raise Refused(
                f"Likelihood {at[0]}, impact {at[1]} is stated by the source; give the reason for another band."
            )
        standing = CellStanding.CONFIRMED if wish.band is not None else CellStanding.OPEN
        changed[at] = (wish.band, standing, wish.reason.strip())
    if not changed:
        raise Refused("No cell is changed.")
    return _cells(by, case, matrix, changed)


def drafted_proposal(by: Viewer, case: Case, matrix: Matrix, floors: Sequence[int], seen: str) -> list[Draft]:
    """The drafts of the open cells, filled by products and marked as our proposal. Raises Stale, Refused."""
    _check_matrix(by, case, matrix, seen)
    try:
        found = proposed_cells(ProposalQuestion(matrix.grid, tuple(floors)))
    except ValueError as error:
        raise Refused(str(error)) from error
    if not found.cells:
        raise Refused("No cell is open.")
    places = [band.place for band in matrix.bands]
    return _cells(
        by, case, matrix,
        {(one.likelihood, one.impact): (places[(one.band or 1) - 1], one.standing, "") for one in found.cells},
    )  # fmt: skip


def drafted_confirmation(by: Viewer, case: Case, matrix: Matrix, seen: str) -> list[Draft]:
    """The drafts of the cells of our proposal, which the council makes its own. Raises Stale, Refused."""
    _check_matrix(by, case, matrix, seen)
    ours = {
        at: (cell.band, CellStanding.CONFIRMED, cell.reason)
        for at, cell in matrix.cells.items()
        if cell.standing == CellStanding.OURS and cell.band is not None
    }
    if not ours:
        raise Refused("No cell is our proposal.")
    return _cells(by, case, matrix, ours)


@dataclass(frozen=True)
class BandDrafts:
    """What becomes of the bands of a matrix: rows to write, rows to remove, and cells whose band has moved."""

    bands: list[Draft]
    gone: list[Draft]
    cells: list[Draft]


def drafted_bands(by: Viewer, case: Case, matrix: Matrix, words: Sequence[str], seen: str) -> BandDrafts:
    """The drafts of other bands, the lowest first. A cell keeps its band by its word.

    Raises Stale, and Refused where a band that a cell has would go.
    """
    _check_matrix(by, case, matrix, seen)
    names = [word.casefold() for word in words]
    if not words or len(set(names)) < len(names):
        raise Refused("Name each band once, the lowest first, with ; between.")
    old = {band.place: band for band in matrix.bands}
    moved = {place: names.index(band.word.casefold()) + 1 for place, band in old.items()
             if band.word.casefold() in names}  # fmt: skip
    used = {cell.band for cell in matrix.cells.values() if cell.band in old and cell.band not in moved}
    if used:
        lost = ", ".join(sorted(old[place].word for place in used))
        raise Refused(f"{lost}: cells have this band; give them another first.")
    drafting, own = Drafting(by, case), by.organisation
    name = drafting.lookup.name_of(matrix.ref, MATRICES.table, own.pk if own else 0)
    calls = {band.word.casefold(): band for band in matrix.bands}
    records = [
        MatrixBand(
            matrix=name, place=place, word=word, recorded_by=own.key if own else "",
            calls_for=calls[word.casefold()].calls_for if word.casefold() in calls else "",
            source=calls[word.casefold()].source if word.casefold() in calls else "",
        )
        for place, word in enumerate(words, start=1)
    ]  # fmt: skip
    bands = drafting.claim(BANDS, list(enumerate(records, start=1)))
    drafting.settle()
    gone = [
        Draft(BANDS, record, row=row, before=texts_of(BANDS, record), targets={"matrix": matrix.ref})
        for row, record in drafting.existing(BANDS).values()
        if row.matrix_id == matrix.ref and row.recorded_by_id == matrix.row.item.recorded_by_id
        and row.place > len(words)
    ]  # fmt: skip
    cells = {
        at: (moved[cell.band], CellStanding(cell.standing), cell.reason)
        for at, cell in matrix.cells.items()
        if cell.band in moved and moved[cell.band] != cell.band
    }
    return BandDrafts(bands, gone, _cells(by, case, matrix, cells) if cells else [])


def _check_matrix(by: Viewer, case: Case, matrix: Matrix, seen: str) -> None:
    if not may_edit(by, case) or not is_own(by, matrix.row):
        raise Refused("Only the organisation that recorded a matrix changes it.")
    if matrix.print != seen:
        raise Stale("The matrix has changed since you looked, so nothing is written yet. Look at it again below.")


def _cells(
    by: Viewer, case: Case, matrix: Matrix, changed: Mapping[tuple[int, int], tuple[int | None, CellStanding, str]]
) -> list[Draft]:
    drafting, own = Drafting(by, case), by.organisation
    name = drafting.lookup.name_of(matrix.ref, MATRICES.table, own.pk if own else 0)
    records = [
        MatrixCell(
            matrix=name, likelihood=at[0], impact=at[1], band=band, standing=standing, reason=reason,
            recorded_by=own.key if own else "", source=matrix.cells[at].source if at in matrix.cells else "",
        )
        for at, (band, standing, reason) in changed.items()
    ]  # fmt: skip
    drafts = drafting.claim(CELLS, list(enumerate(records, start=1)))
    drafting.settle()
    return drafts


def drafted_copy(by: Viewer, case: Case, template: Template, audience: Audience) -> list[list[Draft]]:
    """The drafts of a council's own copy of a template, table by table. Raises Refused."""
    own = by.organisation
    if own is None or not may_edit(by, case):
        raise Refused("A matrix belongs to an organisation; sign in for one that may record risks.")
    drafting = Drafting(by, case)
    taken = {record.key for _, record in drafting.existing(MATRICES).values()}
    key = next(name for n in count(1) if (name := template.key if n == 1 else f"{template.key}-{n}") not in taken)
    evidence = Evidence.ILLUSTRATIVE if case.illustrative else Evidence.REPORTED
    matrix = RiskMatrix(
        key=key, name=template.name if key == template.key else f"{template.name} ({key})",
        description=template.description, likelihoods="; ".join(template.likelihoods),
        impacts="; ".join(template.impacts), audience=audience, recorded_by=own.key, evidence=evidence,
        source=template.source,
    )  # fmt: skip
    bands = [
        MatrixBand(matrix=key, place=place, word=word, calls_for=calls_for, recorded_by=own.key, source=template.source)
        for place, (word, calls_for) in enumerate(template.bands, start=1)
    ]
    cells = [
        MatrixCell(matrix=key, likelihood=one.likelihood, impact=one.impact, band=one.band, standing=one.standing,
                   recorded_by=own.key, source=template.source)
        for one in template.cells
    ]  # fmt: skip
    made = [
        drafting.claim(MATRICES, [(1, matrix)]),
        drafting.claim(BANDS, list(enumerate(bands, start=1))),
        drafting.claim(CELLS, list(enumerate(cells, start=1))),
    ]
    drafting.settle()
    return made
