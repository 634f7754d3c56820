"""One pack: what a pack that was given would change, where it differs from one's own, and what is said of its rows."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from severalty.engine.dispositions.dispositions import Answer
from severalty.engine.dispositions.packs import Arrival
from severalty.formats.pack_signing import is_fingerprint_of
from severalty.formats.pack_verify import verify_pack
from severalty.packs import actions
from severalty.packs.forms import AnswerForm, BringInForm, WithdrawForm
from severalty.packs.importing import bringing
from severalty.packs.queries import packs as queries
from severalty.packs.queries.beside import Line
from severalty.packs.views.exchange import title_of, trail_of
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.drafts import Effect
from severalty.tenancy.permissions import Permission
from severalty.web.asked import read_page, value_of, values_of

PAGE = 50
_Answers = Mapping[tuple[str, str], Any]
SHOWS: dict[str, tuple[str, Callable[[Line, Any], bool]]] = {
    "all": ("All", lambda line, said: True),
    "look": ("To look at", lambda line, said: line.differs or line.effect is not Effect.SAME),
    "differ": ("Differ from yours", lambda line, said: line.differs),
    "new": ("New", lambda line, said: line.effect is Effect.NEW),
    "changed": ("Changed", lambda line, said: line.effect is Effect.CHANGED),
    "left-out": ("Left out", lambda line, said: line.effect is Effect.REFUSED),
    "unanswered": ("Not answered", lambda line, said: said is None),
    "disputed": ("Disputed by you", lambda line, said: said is not None and said.answer == Answer.DISPUTED),
}


@require_GET
@requires(Permission.ESTATE_IMPORT)
def pack(request: Request, case: Any, ref: str) -> HttpResponse:
    found = queries.pack_of(request.viewer, case, ref)
    if found.made_here:
        verdict = verify_pack(bytes(found.body), "the pack")
        tables = [(title_of(one.table), len(one.rows)) for one in verdict.manifest.tables]
        context = {"case": case, "heading": f"Pack for {found.partner.name}", "pack": found, "verdict": verdict,
                   "trail": trail_of(case, (f"For {found.partner.name}", "")), "tables": tables}  # fmt: skip
        return render(request, "packs/made.html", context)
    return page_of(request, case, found)


def page_of(
    request: Request, case: Any, pack: Any, form: AnswerForm | None = None, agreeing: BringInForm | None = None,
    withdrawing: WithdrawForm | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a pack that was given, with the form that was sent and could not be done, if any."""
    try:
        look = bringing.look(request.viewer, case, bytes(pack.body), "the pack", timezone.localdate())
    except Refused as error:  # the record has changed since it was laid down
        messages.error(request, str(error))
        return redirect("packs:packs", case.key)
    said = queries.row_answers(request.viewer, case, pack.partner)
    asked = request.POST if request.method == "POST" else request.GET
    wrong = next((one for one in (form, agreeing, withdrawing) if one is not None and one.errors), None)
    context = {
        "case": case, "heading": f"Pack from {look.partner.name}", "pack": pack, "look": look,
        "trail": trail_of(case, (f"From {look.partner.name}", "")), "form": wrong,
        "answering": form or AnswerForm(), "withdrawing": withdrawing or WithdrawForm(),
        "gone_ticked": set(values_of(asked, "gone")),
        "bringing": agreeing or BringInForm(initial={"seen": look.seen}, comparing=look.needs_comparing),
        "may_withdraw": pack.brought_in_at is not None and look.arrival is Arrival.AGAIN,
        "may_answer": request.viewer.may(Permission.DISPOSITION_EDIT, case),
    } | _shown(asked, look.lines, said)  # fmt: skip
    return render(request, "packs/given.html", context, status=422 if wrong else 200)


def _shown(asked: QueryDict, lines: list[Line], said: _Answers) -> dict[str, Any]:
    """The rows of one page of the list, and what the list may be chosen by."""
    show, table = value_of(asked, "show"), value_of(asked, "table")
    if show not in SHOWS:  # a pack is mostly what is known already
        show = "look" if not table and _chosen(lines, said, "look", "") else "all"
    chosen = _chosen(lines, said, show, table)
    pages = max(1, -(-len(chosen) // PAGE))
    page = min(read_page(value_of(asked, "page"), []), pages)
    ticked = set(values_of(asked, "row"))
    rows = [
        {"line": line, "said": said.get((line.table, line.digest)), "title": title_of(line.table),
         "value": f"{line.table}:{line.number}", "ticked": f"{line.table}:{line.number}" in ticked}
        for line in chosen[PAGE * (page - 1) : PAGE * page]
    ]  # fmt: skip
    return {
        "rows": rows, "show": show, "table": table, "page": page, "pages": pages, "count": len(chosen),
        "shows": [(key, words, len(_chosen(lines, said, key, table))) for key, (words, _) in SHOWS.items()],
        "tables": [(one, title_of(one)) for one in dict.fromkeys(line.table for line in lines)],
    }  # fmt: skip


def _chosen(lines: list[Line], said: _Answers, show: str, table: str) -> list[Line]:
    fits = SHOWS.get(show, SHOWS["all"])[1]
    return [
        one for one in lines if table in ("", one.table) and fits(one, said.get((one.table, one.digest)))
    ]  # fmt: skip


def given_of(request: Request, case: Any, ref: str) -> Any:
    """A pack that was given. Raises Http404."""
    found = queries.pack_of(request.viewer, case, ref)
    if found.made_here:
        raise Http404
    return found


def counted(rows: int, whose: str = "") -> str:
    """How many rows are, in words: `1 row of North is`."""
    of = f" of {whose}" if whose else ""
    return f"{rows:,} row{of} is" if rows == 1 else f"{rows:,} rows{of} are"


@require_POST
@requires(Permission.ESTATE_IMPORT)
def bring_in(request: Request, case: Any, ref: str) -> HttpResponse:
    pack = given_of(request, case, ref)
    form = BringInForm(request.POST, comparing=queries.needs_comparing(request.viewer, case, pack))
    if not form.is_valid():
        return page_of(request, case, pack, agreeing=form)
    told = form.cleaned_data["fingerprint"]
    if told and not is_fingerprint_of(told, pack.key):
        form.add_error(
            "fingerprint", "This is not the fingerprint of the key that signed the pack. Do not bring it in."
        )
        return page_of(request, case, pack, agreeing=form)
    agreed = bringing.Agreed(form.cleaned_data["seen"], bool(told), timezone.localdate())
    try:
        look = bringing.bring_in(by=request.viewer, at=timezone.now(), case=case, pack=pack, agreed=agreed)
    except Refused as error:
        form.add_error("fingerprint", str(error))
        return page_of(request, case, pack, agreeing=form)
    messages.success(request, f"{counted(look.writes, look.partner.name)} written.", fail_silently=True)
    return redirect("packs:pack", case.key, ref)


@require_POST
@requires(Permission.DISPOSITION_EDIT)
def answer(request: Request, case: Any, ref: str) -> HttpResponse:
    pack = given_of(request, case, ref)
    form = AnswerForm(request.POST)
    count = _answered(request, case, pack, form) if form.is_valid() else 0
    if form.errors:
        return page_of(request, case, pack, form)
    messages.success(request, f"{counted(count)} answered. Your answers go back with your next pack.",
                     fail_silently=True)  # fmt: skip
    return redirect("packs:pack", case.key, ref)


def _answered(request: Request, case: Any, pack: Any, form: AnswerForm) -> int:
    on = timezone.localdate()
    lines = bringing.look(request.viewer, case, bytes(pack.body), "the pack", on).lines
    if form.cleaned_data["every"]:
        said = queries.row_answers(request.viewer, case, pack.partner)
        lines = _chosen(lines, said, value_of(request.POST, "show"), value_of(request.POST, "table"))
    else:
        ticked = set(request.POST.getlist("row"))
        lines = [one for one in lines if f"{one.table}:{one.number}" in ticked]
    verdict = actions.Verdict(Answer(form.cleaned_data["answer"]), form.cleaned_data["reason"])
    try:
        return actions.answer_rows(
            by=request.viewer, at=timezone.now(), on=on, case=case, pack=pack, lines=lines, verdict=verdict
        )
    except Refused as error:
        form.add_error("reason" if lines else None, str(error))
        return 0
