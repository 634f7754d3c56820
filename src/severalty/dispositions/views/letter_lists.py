"""The columns and filters of the list of letters, and of the contracts about which letters can be written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from severalty.dispositions.queries import letters as queries
from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.correspondence import WAITING
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.letters import LetterKind, LetterState
from severalty.engine.dispositions.routes import CONTRACT_ROUTES
from severalty.engine.estate.parties import Audience
from severalty.tenancy.queries import organisations_of
from severalty.web.lists import Column, Filter, Register
from severalty.web.marks import Tag

if TYPE_CHECKING:
    from severalty.tenancy.access import Viewer
    from severalty.tenancy.models import Case

TONES = {
    LetterState.DRAFT: "plain",
    LetterState.AGREED: "good",
    LetterState.AGREED_WITH_CONDITIONS: "warn",
    LetterState.REFUSED: "bad",
}
LETTERS_FORM, ZIP_FORM = "letters-form", "zip-form"


def letter_register(case: Case, viewer: Viewer, on: PartialDate, *, ticked: bool) -> Register:
    """The list of letters; `ticked` ticks every row that is shown."""
    writers = tuple((one.key, one.name) for one in organisations_of(case))

    def where(name: str) -> Callable[[Any], str]:
        return lambda row: reverse(f"dispositions:{name}", args=[case.key, row.pk])

    return Register(
        "letter", "letters",
        (
            Column("name", "Letter", "text", "item__name", value=partial(_tick_letter, ticked)),
            Column("open", "Open", "link", value=lambda row: f"Open “{row.item.name}”", url=where("letter")),
            Column("council", "On behalf of", "organisation", "council__name"),
            Column("state", "State", "tag", "state", value=partial(_state, on)),
            Column("sent_on", "Sent", "date", "sent_on"),
            Column("answer_due", "Answer due", "date", "answer_due"),
            Column("answered_on", "Answered", "date", "answered_on"),
            Column("contract", "Contract", "link", "contract_name", "contract_name", True,
                   url=lambda row: contract_way_url(case, row.contract_ref)),
            Column("kind", "Kind", "text", "kind", "kind", True),
            Column("takes_effect", "Takes effect", "date", "takes_effect", "", True),
            Column("recorded_by", "Written by", "organisation", "item__recorded_by__name", "item.recorded_by", True),
        ),
        (
            Filter("q", "Contains", None, queries.with_words),
            Filter("state", "State", tuple((one.value, one.value) for one in LetterState), _equals("state")),
            Filter("kind", "Kind", tuple((one.value, one.value) for one in LetterKind), _equals("kind")),
            Filter("late", "Answer", (("yes", "Answer overdue"),), lambda rows, _: queries.overdue(rows, on)),
            Filter("send", "To be sent", (("soon", "Last day to act is near"), ("late", "Last day to act is past")),
                   lambda rows, when: queries.to_send(viewer, case, rows, on, when)),
            Filter("writer", "Written by", writers, lambda rows, key: rows.filter(item__recorded_by__key=key)),
        ),
        "name", _lock, keep=("tick",),
    )  # fmt: skip


def contract_register(case: Case, viewer: Viewer, ticked: frozenset[str] | None) -> Register:
    """The contracts to tick, those of `ticked` ticked already; without it, every one."""
    routes = tuple((one.value, one.value) for one in (Route.UNDECIDED, *CONTRACT_ROUTES))
    return Register(
        "contract", "contracts",
        (
            Column("name", "Contract", "text", "item__name", value=partial(_tick_contract, ticked)),
            Column("way", "Its way", "link", value=lambda row: f"Way of {row.item.name}",
                   url=lambda row: contract_way_url(case, row.pk)),
            Column("supplier", "Supplier", "text", "supplier_name", "supplier_name"),
            Column("holder", "Held by", "organisation", "holder__name"),
            Column("act_by", "Last day to stop or extend it", "date", "act_by"),
            Column("runs_until", "Term ends", "date", "runs_until"),
            Column("recorded_by", "Recorded by", "organisation", "item__recorded_by__name", "item.recorded_by", True),
        ),
        (
            Filter("q", "Contains", None, queries.with_words),
            Filter("route", "We propose", routes, lambda rows, route: queries.proposed_as(rows, viewer, route)),
        ),
        "name", _lock, keep=("contract", "tick"),
    )  # fmt: skip


def contract_way_url(case: Case, ref: str | None) -> str:
    """The page of one contract's way; nothing where the contract may not be seen."""
    return reverse("dispositions:contract", args=[case.key, ref]) if ref else ""


def _tick_letter(ticked: bool, row: Any) -> SafeString:
    return _tick(ZIP_FORM, "letter", row, ticked=ticked)


def _tick_contract(ticked: frozenset[str] | None, row: Any) -> SafeString:
    return _tick(LETTERS_FORM, "contract", row, ticked=ticked is None or row.pk in ticked)


def _tick(form: str, name: str, row: Any, *, ticked: bool) -> SafeString:
    """A box to tick, labelled with the row's name; it belongs to a form that stands elsewhere on the page."""
    return format_html(
        '<span class="govuk-checkboxes govuk-checkboxes--small"><span class="govuk-checkboxes__item">'
        '<input class="govuk-checkboxes__input" type="checkbox" form="{}" name="{}" value="{}" id="tick-{}"{}>'
        '<label class="govuk-label govuk-checkboxes__label" for="tick-{}">{}</label></span></span>',
        form, name, row.pk, row.pk, SafeString(" checked") if ticked else "", row.pk, row.item.name,
    )  # fmt: skip


def _state(on: PartialDate, row: Any) -> Tag:
    state = LetterState(row.state)
    due = row.answer_due
    if state in WAITING and due is not None and due.last < on.first:
        days = (on.first - due.last).days
        return Tag(f"{state.value}, {days:,} {'day' if days == 1 else 'days'} overdue", "bad")
    return Tag(state.value, TONES.get(state, "joint"))


def _equals(name: str) -> Callable[[Any, str], Any]:
    return lambda rows, value: rows.filter(**{name: value})


def _lock(row: Any) -> str:
    return f"only {row.item.recorded_by.name} sees this" if row.item.audience == Audience.HOLDERS else ""
