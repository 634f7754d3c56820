"""Agreements between councils: the list, one with all that hangs on it, and signing a variation of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.decisions.actions.authority import Unauthorised
from severalty.decisions.queries.authority import Ways, ground_for, ways_for
from severalty.dispositions import actions
from severalty.dispositions.queries import agreements as queries
from severalty.dispositions.queries.agreements import AgreementPage, Line, Signed
from severalty.dispositions.queries.drafted import Signing
from severalty.dispositions.views.authority_boxes import RESTS_ON, add_authority, resting_of
from severalty.dispositions.views.trails import trail_of
from severalty.engine.dates import day
from severalty.engine.decisions.acts import Deed
from severalty.engine.decisions.delegations import Act
from severalty.engine.dispositions.agreements import Variation
from severalty.engine.dispositions.standing_agreements import InForce, VariationStanding, wording_of
from severalty.engine.estate.parties import Audience
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.web.boxes import DayField
from severalty.web.forms import PlainForm
from severalty.web.lists import Column, Register, render_list
from severalty.web.marks import Tag

if TYPE_CHECKING:
    from severalty.tenancy.models import Case, Organisation

TONES = {InForce.IN_FORCE: "good", InForce.WAITING: "warn", InForce.ENDED: "plain"}


class LeaveForm(PlainForm):
    """The day on which one wants to be out of an agreement."""

    leave = DayField(label="To be out on", help_text="For example 31 December 2027. Blank: the day on which it ends.")


class SignForm(PlainForm):
    """A signature under a variation, for one's own organisation."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    signed_on = DayField(
        label="Signed on", help_text="For example 12 November 2026.", required=True,
        error_messages={"required": "Enter the day on which it was signed"},
    )  # fmt: skip
    signed_by = forms.CharField(label="Post that signs", max_length=300, help_text="Never a person’s name.")

    def show_version(self, version: int) -> None:
        """Carry the version that the page shows now, so that signing again is meant."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(version)
        self.data = data


@dataclass(frozen=True)
class SignatureLine:
    """One party under a variation: what it signed, or that it has not."""

    party: Organisation
    signed: Signed | None
    words: str
    tone: str
    wording: str = ""


@dataclass(frozen=True)
class VariationCard:
    """One variation as the page of its agreement shows it."""

    row: Any
    record: Variation
    standing: VariationStanding
    tone: str
    lines: tuple[SignatureLine, ...]
    sign_url: str
    same: str = ""


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def agreements(request: Request, case: Case) -> HttpResponseBase:
    found = queries.agreements_for(request.viewer, case, timezone.localdate())
    own = request.viewer.organisation
    may_add = own is not None and request.viewer.may(Permission.DISPOSITION_EDIT, case)
    context = {"case": case, "heading": "Agreements between councils", "may_add": may_add,
               "trail": trail_of(case, ("Agreements", ""))}  # fmt: skip
    return render_list(request, _register(case), found, context, template="dispositions/agreements.html")


def _register(case: Case) -> Register:
    return Register(
        "agreement", "agreements",
        (
            Column("name", "Agreement", "link", "row__item__name", "row.item.name",
                   url=lambda line: reverse("dispositions:agreement", args=[case.key, line.row.pk])),
            Column("state", "State", "tag", "standing__state",
                   value=lambda line: Tag(line.standing.state.value, TONES.get(line.standing.state, "plain"))),
            Column("kind", "Kind", "text", "row__kind", "row.kind"),
            Column("lead", "Lead party", "organisation", "row__lead__name", "row.lead"),
            Column("ends", "Ends", "date", "row__ends", "row.ends"),
            Column("notice", "Notice to withdraw", "text", value="row.withdrawal_notice"),
            Column("withdraw_by", "Last day for notice", "date", "standing__withdraw_by", "standing.withdraw_by"),
            Column("waiting", "Variations to sign", "count", "waiting"),
        ),
        (), "name", _lock,
    )  # fmt: skip


def _lock(line: Line) -> str:
    item = line.row.item
    return f"only {item.recorded_by.name} sees this" if item.audience == Audience.HOLDERS else ""


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def agreement(request: Request, case: Case, ref: str) -> HttpResponse:
    form = LeaveForm(request.GET if "leave" in request.GET else None)
    leave_on = form.cleaned_data["leave"] if form.is_bound and form.is_valid() else None
    found = queries.agreement_for(request.viewer, case, ref, timezone.localdate(), leave_on)
    context = {
        "case": case, "heading": found.record.name, "form": form, "found": found, "standing": found.standing,
        "tone": TONES.get(found.standing.state, "plain"), "lead_party": found.names.get(found.record.lead),
        "parties": _parties(found), "cards": _cards(request, case, found), "bridges": _bridges(found),
        "trail": trail_of(
            case, ("Agreements", reverse("dispositions:agreements", args=[case.key])), (found.record.name, "")
        ),
    }  # fmt: skip
    return render(request, "dispositions/agreement.html", context, status=422 if form.errors else 200)


def _parties(found: AgreementPage) -> list[tuple[Any, Any, str]]:
    """Each party with its record and by whose word it stands there."""
    names = found.names
    return [
        (names[one.organisation], one, names[one.recorded_by].name if one.recorded_by in names else "")
        for one in found.parties
        if one.organisation in names
    ]


def _bridges(found: AgreementPage) -> list[tuple[Any, Any, Any, Any]]:
    """What stands under it for a while: row, record, who gives it and who is served."""
    return [(row, one, found.names.get(one.provider), found.names.get(one.council)) for row, one in found.bridges]


def _cards(request: Request, case: Case, found: AgreementPage) -> list[VariationCard]:
    own = request.viewer.organisation
    may = own is not None and request.viewer.may(Permission.DISPOSITION_EDIT, case)
    standings = {one.variation: one for one in found.standing.variations}
    cards = []
    for row, record in found.variations:
        standing = standings[row.pk]
        waits = may and own is not None and own.key in standing.unsigned
        url = reverse("dispositions:variation-sign", args=[case.key, row.pk]) if waits else ""
        lines = tuple(_signature_line(found, row.pk, key, standing) for key in (*standing.signed, *standing.unsigned))
        same = _same_wording(found, standing)
        cards.append(VariationCard(row, record, standing, TONES.get(standing.state, "plain"), lines, url, same))
    return cards


def _same_wording(found: AgreementPage, standing: VariationStanding) -> str:
    """Whether the parties signed the same wording, in a sentence; nothing where none has signed."""

    def names(keys: Sequence[str]) -> str:
        return " and ".join(found.names[key].name for key in keys if key in found.names)

    if standing.others:
        return f"{names(standing.others)} signed another wording than the one above, so that does not count for it."
    if standing.unworded and set(standing.unworded) <= set(standing.signed):
        return f"Which wording {names(standing.unworded)} signed is not on record; it is taken to be the one above."
    if standing.unworded:
        return f"Which wording {names(standing.unworded)} signed is not on record, so nobody knows that it is the same."
    if standing.same_wording:
        return f"All parties signed the same wording, {standing.wording}."
    return f"Those that have signed signed the wording above, {standing.wording}." if standing.signed else ""


def _signature_line(found: AgreementPage, ref: str, key: str, standing: VariationStanding) -> SignatureLine:
    mine = [one for one in found.signatures.get(ref, ()) if one.record.organisation == key]
    signed = next((one for one in mine if one.is_own_word), mine[0] if mine else None)
    wording = signed.record.wording if signed else ""
    if key in standing.signed:
        return SignatureLine(found.names[key], signed, "signed", "good", wording)
    if signed is None or signed.record.signed_on is None:
        return SignatureLine(found.names[key], None, "not signed", "warn")
    if not signed.is_own_word:
        words = f"not signed by its own word; {signed.by_word_of} says that it has"
    elif key in standing.unworded:
        words = "which wording it signed is not on record; it has to sign this one"
    elif not signed.is_of_this:
        words = "signed another wording; it has to sign again"
    else:
        words = "signs on a day still to come"
    return SignatureLine(found.names[key], signed, words, "warn", wording)


@require_http_methods(["GET", "POST"])
@requires(Permission.DISPOSITION_EDIT)
def variation_sign(request: Request, case: Case, ref: str) -> HttpResponse:
    row, record = queries.variation_for(request.viewer, case, ref)
    if not queries.is_party(request.viewer, case, row.agreement_id):
        raise Http404
    form = SignForm(request.POST or None, initial={"version": row.item.version})
    ways = _ways(request, case, row)
    add_authority(form, ways, case)
    if request.method == "POST" and form.is_valid() and _signed(request, case, form, row, ways):
        return redirect("dispositions:agreement", case.key, row.agreement_id)
    context = {"case": case, "heading": f"Sign {record.name}", "form": form, "row": row, "record": record,
               "wording": wording_of(record), "trail": trail_of(
                   case,
                   ("Agreements", reverse("dispositions:agreements", args=[case.key])),
                   ("Its agreement", reverse("dispositions:agreement", args=[case.key, row.agreement_id])),
                   (f"Sign {record.name}", ""))}  # fmt: skip
    return render(request, "dispositions/variation_sign.html", context, status=422 if form.errors else 200)


def _ways(request: Request, case: Case, row: Any) -> Ways:
    own = request.viewer.organisation
    deed = Deed(act=Act.SIGN_VARIATION, on=day(timezone.localdate()), about=row.pk, things=(row.pk,),
                organisation=own.key if own else "")  # fmt: skip
    return ways_for(ground_for(request.viewer, case), deed)


def _signed(request: Request, case: Case, form: SignForm, row: Any, ways: Ways) -> bool:
    data, on = form.cleaned_data, day(timezone.localdate())
    signing = Signing(row.pk, data["version"], data["signed_on"], data["signed_by"].strip())
    try:
        warnings = actions.sign_variation(
            by=request.viewer, at=timezone.now(), on=on, case=case, signing=signing, resting=resting_of(form, ways)
        )
    except Unauthorised as error:
        form.add_error(RESTS_ON, str(error))
        return False
    except Refused as error:
        form.add_error(None, str(error))
        form.show_version(row.item.version)
        return False
    messages.success(request, f"Your signature under {row.item.name} is on record. {' '.join(warnings)}".strip())
    return True
