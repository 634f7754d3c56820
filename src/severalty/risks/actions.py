"""Everything that changes risks beside the forms that all records have."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from severalty.engine.dates import day
from severalty.engine.estate.parties import Audience
from severalty.risks.queries import drafted
from severalty.risks.queries.drafted import Accepting, CellWish, Closing, DoneAction, Reviewing
from severalty.risks.queries.matrices import Template, matrix_for
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, close_change_set, open_change_set, remove_rows, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.models import Case


@transaction.atomic
def review(*, by: Viewer, at: datetime, on: date, case: Case, reviewing: Reviewing) -> None:
    """Put a review on record; where the risk is the reviewer's own, its scores and next review follow.

    Raises Stale, Refused.
    """
    take_turn()
    risks, reviews = drafted.drafted_review(by, case, reviewing, day(on))
    why = f"reviewed: {reviewing.note.strip()}"[:500]
    write_drafts(by=by, at=at, why=why, case=case, drafts=risks)
    write_drafts(by=by, at=at, why=why, case=case, drafts=reviews)


@transaction.atomic
def accept(*, by: Viewer, at: datetime, on: date, case: Case, accepting: Accepting) -> None:
    """Record that a risk is borne, by whom and why. Raises Stale, Refused."""
    take_turn()
    drafts = drafted.drafted_acceptance(by, case, accepting, day(on))
    write_drafts(by=by, at=at, why=f"accepted: {accepting.reason.strip()}"[:500], case=case, drafts=drafts)


@transaction.atomic
def close(*, by: Viewer, at: datetime, on: date, case: Case, closing: Closing) -> None:
    """Record that a risk no longer stands. Raises Stale, Refused."""
    take_turn()
    drafts = drafted.drafted_end(by, case, closing, day(on))
    write_drafts(by=by, at=at, why=f"closed: {closing.reason.strip()}"[:500], case=case, drafts=drafts)


@transaction.atomic
def finish_action(*, by: Viewer, at: datetime, on: date, case: Case, done: DoneAction) -> None:
    """Record that an action of the viewer's own organisation was done. Raises Stale, Refused."""
    take_turn()
    drafts = drafted.drafted_done(by, case, done, day(on))
    write_drafts(by=by, at=at, why="action on a risk done", case=case, drafts=drafts)


@transaction.atomic
def set_cells(
    *, by: Viewer, at: datetime, case: Case, ref: str, wishes: Mapping[tuple[int, int], CellWish], seen: str
) -> int:
    """Give cells of a matrix of the viewer's own organisation their bands. Returns how many. Raises Stale, Refused."""
    take_turn()
    drafts = drafted.drafted_cells(by, case, matrix_for(by, case, ref), wishes, seen)
    why = "; ".join(dict.fromkeys(wish.reason.strip() for wish in wishes.values() if wish.reason.strip()))
    return write_drafts(by=by, at=at, why=why[:500] or "cells of the matrix set", case=case, drafts=drafts)


@transaction.atomic
def set_bands(*, by: Viewer, at: datetime, case: Case, ref: str, words: Sequence[str], seen: str) -> None:
    """Give a matrix of the viewer's own organisation other bands; cells keep theirs by its word.

    Raises Stale, Refused.
    """
    take_turn()
    drafts = drafted.drafted_bands(by, case, matrix_for(by, case, ref), words, seen)
    why = "bands of the matrix set"
    remove_rows(by=by, at=at, why=why, case=case, drafts=drafts.gone)
    write_drafts(by=by, at=at, why=why, case=case, drafts=drafts.bands)
    write_drafts(by=by, at=at, why=why, case=case, drafts=drafts.cells)


@transaction.atomic
def propose_cells(*, by: Viewer, at: datetime, case: Case, ref: str, floors: Sequence[int], seen: str) -> int:
    """Fill the open cells of a matrix by products, marked as our proposal. Raises Stale, Refused."""
    take_turn()
    drafts = drafted.drafted_proposal(by, case, matrix_for(by, case, ref), floors, seen)
    return write_drafts(by=by, at=at, why="open cells filled by our proposal", case=case, drafts=drafts)


@transaction.atomic
def confirm_cells(*, by: Viewer, at: datetime, case: Case, ref: str, seen: str) -> int:
    """Make the cells of our proposal the council's own. Raises Stale, Refused."""
    take_turn()
    drafts = drafted.drafted_confirmation(by, case, matrix_for(by, case, ref), seen)
    return write_drafts(by=by, at=at, why="cells confirmed by the council", case=case, drafts=drafts)


@transaction.atomic
def take_template(*, by: Viewer, at: datetime, case: Case, template: Template, audience: Audience) -> str:
    """Copy a matrix for the viewer's own organisation, as one change set. Returns its reference. Raises Refused."""
    take_turn()
    made = drafted.drafted_copy(by, case, template, audience)
    why = f"copied from {template.name}"
    changes = open_change_set(by=by, at=at, why=why, case=case)
    rows = {
        drafts[0].binding.table: write_drafts(by=by, at=at, why=why, case=case, drafts=drafts, change_set=changes)
        for drafts in made
        if drafts
    }
    close_change_set(by=by, at=at, change_set=changes, summary={"file": template.name, "rows": rows})
    if not rows:
        raise Refused("Nothing was copied.")
    return str(made[0][0].ref)
