"""The register of risks: the list with its filters and exports, and what is due: reviews and actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.engine.fields import Known
from severalty.engine.risks.concerns import Code
from severalty.engine.risks.heat import Score
from severalty.engine.risks.register import Response, RiskState
from severalty.risks.binding import ACTIONS
from severalty.risks.queries.book import Book, Entry, Line, book_for
from severalty.risks.queries.drafted import may_edit
from severalty.risks.views.lines import (
    band_tag,
    item_url,
    lead_of,
    lock_words,
    many,
    place_words,
    risk_url,
    trail_of,
)
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.lists import Column, Filter, Register, render_list
from severalty.web.marks import Tag

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_GET
@requires(Permission.RISK_VIEW)
def register(request: Request, case: Case) -> HttpResponseBase:
    book = book_for(request.viewer, case, timezone.localdate())
    context = {
        "case": case, "heading": "Risks", "lead": lead_of(book), "may_edit": may_edit(request.viewer, case),
        "loose": [one.row.item for one in book.entries["risk_controls"] if one.ref in book.standing.loose],
        "trail": [*trail_of(case)[:-1], ("Risks", "")],
        "empty": {"title": "No risk is on record here", "text": "What may go wrong, how likely and how bad it is, "
                  "what is done about it, and what it would do in days and pounds."},
    }  # fmt: skip
    return render_list(request, register_of(book), book.lines, context, "risks/register.html")


def register_of(book: Book) -> Register:
    """The columns and filters of the register."""
    scored = [_band_column(score, hidden=score is not Score.CURRENT) for score in Score]
    columns = (
        Column("name", "Risk", "link", "item.name", "item.name", url=lambda line: risk_url(book.case, line.entry.ref)),
        Column("number", "No.", "count", "risk.number", "risk.number"),
        Column("category", "Category", "text", "risk.category", "risk.category"),
        *scored,
        Column("likelihood", "Likelihood now", "text", "risk.current_likelihood",
               lambda line: _scale(line, "likelihood"), True),
        Column("impact", "Impact now", "text", "risk.current_impact", lambda line: _scale(line, "impact"), True),
        Column("appetite", "Appetite", "tag", value=_appetite, hidden_by_default=True, in_files=True),
        Column("response", "Response", "text", "risk.response", lambda line: _known(line.risk.response), True,
               in_files=True),
        Column("owner", "Owner", "text", "risk.owner", "risk.owner"),
        Column("owned_by", "Owned by", "organisation", value=lambda line: book.organisations.get(line.risk.owned_by),
               hidden_by_default=True),
        Column("review_on", "Next review", "date", "risk.review_on.last", "risk.review_on"),
        Column("concerns", "To look at", "text", value=_codes),
        Column("proximity", "How soon", "text", "risk.proximity", lambda line: _known(line.risk.proximity), True),
        Column("stated", "Band as stated", "text", "risk.stated_band", "risk.stated_band", True),
        Column("discriminates", "Tells options apart", "text", "risk.discriminates",
               lambda line: _known(line.risk.discriminates), True),
        Column("state", "State", "text", "risk.state", "risk.state", True),
        Column("recorded_by", "Recorded by", "organisation", "item.recorded_by.name", "item.recorded_by", True),
        Column("evidence", "Evidence", "tag", "risk.evidence", "risk.evidence", True),
        Column("source", "Source", "text", "risk.source", "risk.source", True),
    )  # fmt: skip
    return Register("risk", "risks", columns, _filters(book), "number", lock_words)


def _band_column(score: Score, *, hidden: bool) -> Column:
    label = {Score.INHERENT: "Before controls", Score.CURRENT: "Band now", Score.TARGET: "Target"}[score]

    def value(line: Line) -> Any:
        return band_tag(getattr(line.standing, score.value), line.matrix.grid if line.matrix else None)

    return Column(score.value, label, "tag", f"standing.{score.value}.band", value, hidden)


def _scale(line: Line, side: str) -> str:
    words = getattr(line.matrix.grid, f"{side}s") if line.matrix else ()
    return place_words(getattr(line.risk, f"current_{side}"), words)


def _codes(line: Line) -> str:
    return "; ".join(dict.fromkeys(one.code.value for one in line.standing.concerns))


def _known(word: str) -> str:
    return "" if word == "unknown" else str(word)


def _appetite(line: Line) -> Tag | None:
    if line.standing.breach is None:
        return None
    return Tag("above", "bad") if line.standing.breach else Tag("within", "good")


def _filters(book: Book) -> tuple[Filter, ...]:
    categories = sorted({line.risk.category for line in book.lines if line.risk.category}, key=str.casefold)
    bands = list(dict.fromkeys(word for matrix in book.matrices.values() for word in matrix.grid.bands))
    owners = [(key, one.name) for key, one in book.organisations.items()]
    codes = sorted({concern.code for line in book.lines for concern in line.standing.concerns})
    return (
        Filter("q", "Contains", None, _contains),
        Filter("band", "Band now", _pairs([*bands, "none"]), _in_band),
        Filter("category", "Category", _pairs(categories),
               lambda rows, value: [one for one in rows if one.risk.category == value]),
        Filter("state", "State", _pairs(RiskState),
               lambda rows, value: [one for one in rows if one.risk.state == value]),
        Filter("look", "To look at", _pairs(codes),
               lambda rows, value: [one for one in rows if any(c.code == value for c in one.standing.concerns)]),
        Filter("response", "Response", _pairs(Response),
               lambda rows, value: [one for one in rows if one.risk.response == value]),
        Filter("owned", "Owned by", tuple(owners),
               lambda rows, value: [one for one in rows if value in (one.risk.owned_by, one.risk.recorded_by)]),
        Filter("apart", "Tells options apart", _pairs(Known),
               lambda rows, value: [one for one in rows if one.risk.discriminates == value]),
    )  # fmt: skip


def _pairs(words: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(word), str(word)) for word in words)


def _contains(rows: list[Line], text: str) -> list[Line]:
    wanted = text.casefold()

    def has(line: Line) -> bool:
        risk = line.risk
        texts = (line.item.name, line.item.key, line.item.description, risk.cause, risk.event, risk.effect, risk.owner)
        return any(wanted in one.casefold() for one in texts)

    return [line for line in rows if has(line)]


def _in_band(rows: list[Line], word: str) -> list[Line]:
    return [one for one in rows if (one.standing.current.word or "none") == word]


@require_GET
@requires(Permission.RISK_VIEW)
def reviews(request: Request, case: Case) -> HttpResponseBase:
    book = book_for(request.viewer, case, timezone.localdate())
    lines = [one for one in book.lines if one.risk.state is RiskState.OPEN]
    late = book.standing.reviews_overdue
    context = {
        "case": case, "heading": "Reviews", "trail": trail_of(case, ("Reviews", "")),
        "lead": f"{many(late, 'review is', 'reviews are')} overdue." if late else "No review is overdue.",
        "empty": {"title": "No open risk is on record here", "text": "Each open risk has a day for its next review."},
    }  # fmt: skip
    return render_list(request, _review_register(book), lines, context)


def _review_register(book: Book) -> Register:
    case = book.case
    return Register(
        "risk to review", "risks to review",
        (
            Column("name", "Risk", "link", "item.name", "item.name", url=lambda line: risk_url(case, line.entry.ref)),
            Column("review_on", "Next review", "date", "risk.review_on.last", "risk.review_on"),
            Column("due", "Due", "tag", value=_due),
            Column("last", "Last looked at", "date", value=_last_review),
            _band_column(Score.CURRENT, hidden=False),
            Column("owner", "Owner", "text", "risk.owner", "risk.owner"),
            Column("review", "Review", "link", value=lambda line: "Review it" if _may_review(book, line) else "",
                   url=lambda line: reverse("risks:review", args=[case.key, line.entry.ref])),
        ),
        (Filter("q", "Contains", None, _contains),
         Filter("late", "Due", (("overdue", "Overdue"),), lambda rows, _: [one for one in rows if _is_late(one)])),
        "review_on", lock_words,
    )  # fmt: skip


def _is_late(line: Line) -> bool:
    return any(one.code is Code.REVIEW_OVERDUE for one in line.standing.concerns)


def _due(line: Line) -> Tag:
    if line.risk.review_on is None:
        return Tag("no day", "warn")
    return Tag("overdue", "bad") if _is_late(line) else Tag("to come")


def _last_review(line: Line) -> Any:
    days = [one.record.reviewed_on for one in line.book.entries["risk_reviews"] if one.record.risk == line.entry.ref]
    return max((day for day in days if day), key=lambda day: day.first, default=None)


def _may_review(book: Book, line: Line) -> bool:
    return may_edit(book.viewer, book.case) and line.risk.state is RiskState.OPEN


@require_GET
@requires(Permission.RISK_VIEW)
def actions_due(request: Request, case: Case) -> HttpResponseBase:
    book = book_for(request.viewer, case, timezone.localdate())
    names = {line.entry.ref: line.item.name for line in book.lines}
    context = {
        "case": case, "heading": "Actions on risks", "trail": trail_of(case, ("Actions", "")),
        "lead": _actions_lead(book), "may_edit": may_edit(request.viewer, case),
        "empty": {"title": "No action on a risk is on record here", "text": "Each has an owner and a day."},
    }  # fmt: skip
    return render_list(
        request, _action_register(book, names), book.entries[ACTIONS.table], context, "risks/actions.html"
    )


def _actions_lead(book: Book) -> str:
    late = book.standing.actions_overdue
    return f"{many(late, 'action is', 'actions are')} past the day." if late else "Nothing is past its day."


def _action_register(book: Book, names: dict[str, str]) -> Register:
    states = ("overdue", "to do", "no day", "done, not shown", "done")
    return Register(
        "action", "actions",
        (
            Column("name", "Action", "link", "row.item.name", "row.item.name",
                   url=lambda one: reverse("risks:done", args=[book.case.key, one.ref])
                   if _may_finish(book, one) else item_url(book.case, one.ref)),
            Column("risk", "Risk", "link", value=lambda one: names.get(one.record.risk, ""),
                   url=lambda one: risk_url(book.case, one.record.risk)),
            Column("state", "State", "tag", value=lambda one: action_tag(book, one)),
            Column("due", "Due", "date", "record.due.last", "record.due"),
            Column("owner", "Owner", "text", "record.owner", "record.owner"),
            Column("done_on", "Done", "date", "record.done_on.last", "record.done_on"),
            Column("proof", "Shown by", "text", "record.proof", "record.proof", True, in_files=True),
            Column("cost", "Cost", "money", "record.cost", "record.cost", evidence="record.evidence"),
            Column("recorded_by", "Recorded by", "organisation", "row.item.recorded_by.name", "row.item.recorded_by",
                   True),
        ),
        (
            Filter("q", "Contains", None, lambda rows, text: [one for one in rows if text.casefold() in
                                                              f"{one.row.item.name} {one.record.owner}".casefold()]),
            Filter("state", "State", tuple((one, one) for one in states),
                   lambda rows, value: [one for one in rows if action_tag(book, one).text == value]),
        ),
        "due", lambda one: lock_words(one.row),
    )  # fmt: skip


def action_tag(book: Book, one: Entry) -> Tag:
    """How an action stands on the day."""
    action = one.record
    if action.done_on is not None:
        return Tag("done", "good") if action.proof.strip() else Tag("done, not shown", "warn")
    if action.due is None:
        return Tag("no day", "warn")
    return Tag("overdue", "bad") if action.due.last < book.on else Tag("to do")


def _may_finish(book: Book, one: Entry) -> bool:
    own = book.viewer.organisation
    return bool(
        one.record.done_on is None
        and may_edit(book.viewer, book.case)
        and own
        and one.row.item.recorded_by_id == own.pk
    )
