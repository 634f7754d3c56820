"""A cut-over that binds several packages: each council's word, what it rests on, and the form for one's own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from severalty.engine.dates import day
from severalty.engine.transition.cut_overs import CRITERIA, CouncilWord
from severalty.engine.transition.resources import GoWord
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Stale
from severalty.tenancy.permissions import Permission
from severalty.transition.actions import cut_overs as actions
from severalty.transition.forms.cut_overs import WordForm
from severalty.transition.queries import cut_overs as queries
from severalty.transition.queries.plans import planned_days
from severalty.transition.reports.go_tables import (
    COUNTED,
    criteria_sheet,
    earlier_sheet,
    packages_sheet,
    verdict,
    words_sheet,
)
from severalty.transition.views.panels import FormPanel, answered, sent
from severalty.transition.views.trails import at, may_edit, trail_of

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

_WORDS = (
    "Your council gives its own word and nobody else’s. A later word takes the place of this one, which stays on "
    "record. Whoever may see this cut-over may see your word."
)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_VIEW)
def cut_over(request: Request, case: Case, ref: str) -> HttpResponseBase:
    found = queries.cut_over_for(request.viewer, case, ref)
    sheets = [
        words_sheet(found), criteria_sheet(found),
        packages_sheet(found, planned_days(request.viewer, case), partial(at, case, "package")),
        earlier_sheet(queries.earlier_words(request.viewer, case, found)),
    ]  # fmt: skip
    context = {
        "case": case, "heading": found.name, "lead": verdict(found), "eyes": COUNTED, "tools": _tools(case, found),
        "facts": _facts(found), "sheets": [one for one in sheets if one.rows],
        "trail": trail_of(case, ("Waves", f"{at(case, 'waves')}?plan={found.plan}"), (found.name, "")),
    }  # fmt: skip
    return answered(request, _forms(request, case, found), context, "transition/thing.html")


def _tools(case: Case, found: queries.CutOver) -> list[tuple[str, str]]:
    return [("The record of this rule, and who may see it", reverse("estate:item", args=[case.key, found.ref]))]


def _facts(found: queries.CutOver) -> list[tuple[str, Any, str]]:
    return [
        ("Which means", found.row.kind, ""), ("Because", found.row.because, ""),
        ("Point of no return", found.row.rollback, ""),
    ]  # fmt: skip


def _forms(request: Request, case: Case, found: queries.CutOver) -> list[FormPanel]:
    word = found.word_of(request.viewer)
    if word is None or not may_edit(request.viewer, case):
        return []
    name = found.councils[word.council].name
    seen = found.fingerprint(request.viewer)
    form = WordForm(initial=_initial(word, seen), **sent(request, "word"))
    return [FormPanel(
        "word", f"The word of {name}", "Give this word", form, partial(_give, request, case, (found.ref, seen), form),
        "The word is on record.", _WORDS, is_first=True,
    )]  # fmt: skip


def _initial(word: CouncilWord, seen: str) -> dict[str, Any]:
    """What stands on record; a word that is new is given today."""
    on = word.said_on or (day(timezone.localdate()) if word.go is GoWord.UNKNOWN else None)
    found: dict[str, Any] = {
        "seen": seen, "go": word.go.value, "said_by": word.said_by, "said_on": str(on or ""), "reason": word.reason,
    }  # fmt: skip
    for one in word.answers:
        found |= {one.criterion: one.answer.value, f"{one.criterion}_shown": one.shown}
    return found


def _give(request: Request, case: Case, about: tuple[str, str], form: WordForm, data: dict[str, Any]) -> None:
    given = actions.GivenWord(
        about[0], data["seen"], data["go"], data["said_by"], data["said_on"], data["reason"],
        {name: data[name] for name in CRITERIA}, {name: data[f"{name}_shown"] for name in CRITERIA},
    )  # fmt: skip
    try:
        actions.give_word(by=request.viewer, at=timezone.now(), on=timezone.localdate(), case=case, given=given)
    except Stale:
        form.carry(about[1])
        raise
