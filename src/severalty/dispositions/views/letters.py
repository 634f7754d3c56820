"""Letters to suppliers: the list, writing many at once, one letter with what became of it, and the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from severalty.decisions.actions.authority import Unauthorised
from severalty.decisions.queries.authority import Ways, ground_for, ways_for
from severalty.dispositions import actions
from severalty.dispositions.queries import letters as queries
from severalty.dispositions.queries.deeds import letter_deed
from severalty.dispositions.queries.drafted import Letters, Recorded
from severalty.dispositions.queries.letter_texts import Sent, sent_texts, wordings_for
from severalty.dispositions.queries.letters import LetterFacts
from severalty.dispositions.reports.letters import Draw, gaps_in, letter_document, merge_values, sent_body
from severalty.dispositions.views.authority_boxes import RESTS_ON, add_authority, resting_of
from severalty.dispositions.views.letter_forms import ALL, LettersForm, ReplyForm
from severalty.dispositions.views.letter_lists import contract_register, letter_register
from severalty.dispositions.views.trails import trail_of
from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.acts import Deed
from severalty.engine.dispositions.correspondence import days_overdue, following, reply_faults
from severalty.engine.dispositions.letter_wording import MERGE_FIELDS, changed_values
from severalty.engine.dispositions.letters import LetterKind, LetterState
from severalty.engine.estate.parties import Audience, OrganisationKind
from severalty.estate.queries import bank_holidays
from severalty.formats.documents import Document
from severalty.formats.word import write_word
from severalty.formats.word_check import TemplateError
from severalty.formats.word_template import pack
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import organisations_of, word_template_of
from severalty.web.documents import chapters_of
from severalty.web.lists import render_list

if TYPE_CHECKING:
    from severalty.tenancy.access import Viewer
    from severalty.tenancy.models import Case

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONFLICT = "Somebody else changed this letter while you had it open. Look at what it says now, then record again."
ASKED_FOR = (MERGE_FIELDS["sent_on"], MERGE_FIELDS["answer_due"])  # gaps for which the form has boxes of their own
MOST = 250  # letters in one zip, and drafts written at once: a page of the list


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def letters(request: Request, case: Case) -> HttpResponseBase:
    viewer, on = request.viewer, _today()
    rows = queries.letter_rows(viewer, case)
    late = len(queries.overdue_refs(rows, on))
    context = {
        "case": case, "trail": trail_of(case, ("Letters", "")),
        "heading": "Letters to suppliers", "late": late, "may_write": _may_write(viewer, case),
        "lead": _late_words(late), "all_ticked": request.GET.get("tick") == "all",
    }  # fmt: skip
    spec = letter_register(case, viewer, on, ticked=request.GET.get("tick") == "all")
    return render_list(request, spec, rows, context, template="dispositions/letters.html")


def _late_words(late: int) -> str:
    if not late:
        return "No answer is overdue."
    return f"{late:,} {'answer is' if late == 1 else 'answers are'} overdue."


@require_http_methods(["GET", "POST"])
@requires(Permission.DISPOSITION_EDIT)
def letters_new(request: Request, case: Case) -> HttpResponseBase:
    viewer, posted = request.viewer, request.POST if request.method == "POST" else None
    tick = (posted or request.GET).get("tick", "")
    initial = {"audience": Audience.HOLDERS} | {
        name: posted[name] for name in LettersForm.base_fields if posted and name in posted
    }
    form = LettersForm(None if tick else posted, councils=_councils(viewer, case), initial=initial)
    ticked = [] if tick else (posted or request.GET).getlist("contract")
    if posted and not tick and form.is_valid() and _drafted(request, case, form, ticked):
        kind = form.cleaned_data["kind"]
        return redirect(f"{reverse('dispositions:letters', args=[case.key])}?state=draft&kind={kind}&tick=all")
    every = tick == "all"
    context = {"case": case, "heading": "Write letters", "form": form, "trail": _trail(case, "Write letters"),
               "all_ticked": every}  # fmt: skip
    spec = contract_register(case, viewer, None if every else frozenset(ticked))
    rows = queries.contracts_to_write_about(viewer, case)
    response = render_list(request, spec, rows, context, template="dispositions/letters_new.html")
    response.status_code = 422 if form.errors else 200
    return response


def _drafted(request: Request, case: Case, form: LettersForm, ticked: list[str]) -> bool:
    data = form.cleaned_data
    if len(ticked) > MOST:
        form.add_error(None, f"{len(ticked):,} contracts are ticked; tick at most {MOST} at once.")
        return False
    wish = Letters(
        LetterKind(data["kind"]), tuple(dict.fromkeys(ticked)), data["council"].removeprefix(ALL),
        Audience(data["audience"]), data["answer_due"], data["takes_effect"],
    )  # fmt: skip
    try:
        made, left_out = actions.write_letters(by=request.viewer, at=timezone.now(), case=case, letters=wish)
    except Refused as error:
        form.add_error(None, str(error))
        return False
    if made:
        messages.success(request, f"{len(made):,} {'draft is' if len(made) == 1 else 'drafts are'} on record.")
    if left_out:
        messages.info(request, f"Left out, for such a letter is under way already: {'; '.join(left_out)}.")
    return True


def _councils(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    """On whose behalf the viewer's organisation may write: a council on its own, anyone else for every council."""
    own = viewer.organisation
    parties = [one for one in organisations_of(case) if one.kind == OrganisationKind.COUNCIL]
    if own is not None and own.kind == OrganisationKind.COUNCIL:
        return [(own.key, own.name)]
    return [(ALL, "All councils that use the contract"), *((one.key, one.name) for one in parties)]


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def letter(request: Request, case: Case, ref: str) -> HttpResponse:
    texts = _Texts(request.viewer, case, [queries.letter_for(request.viewer, case, ref)])
    return _letter_page(request, texts, _reply_form(texts))


@require_POST
@requires(Permission.DISPOSITION_EDIT)
def letter_reply(request: Request, case: Case, ref: str) -> HttpResponse:
    texts = _Texts(request.viewer, case, [queries.letter_for(request.viewer, case, ref)])
    facts, form = texts.first, _reply_form(texts, request.POST)
    if form is None:
        raise Http404
    if request.POST.get("version") != str(facts.row.item.version):
        messages.error(request, f"{CONFLICT} Your entries are below, nothing is lost.")
        return _letter_page(request, texts, _reply_form(texts, typed=request.POST))
    if form.is_valid():
        form.say(reply_faults(facts.letter, form.reply(), _today()))
    if form.is_valid() and _recorded(request, texts, form):
        return redirect("dispositions:letter", case.key, ref)
    return _letter_page(request, texts, form)


def _recorded(request: Request, texts: _Texts, form: ReplyForm) -> bool:
    recorded = Recorded(
        texts.first.row.pk, form.cleaned_data["version"], form.reply(), form.cleaned_data.get("carry", False)
    )
    filled = form.filled()
    try:
        moved = actions.record_reply(
            by=request.viewer, at=timezone.now(), on=_today(), case=texts.case, recorded=recorded,
            text=lambda facts: sent_body(facts, texts.draw, filled), resting=resting_of(form, texts.ways),
        )  # fmt: skip
    except Unauthorised as error:
        form.add_error(RESTS_ON, str(error))
        return False
    except Refused as error:
        form.add_error(None, str(error))
        return False
    kept = " Its text is kept as it was sent." if form.reply().state is LetterState.SENT else ""
    carried = f" {moved:,} of our proposals {'takes' if moved == 1 else 'take'} it over." if moved else ""
    messages.success(request, f"The letter is {form.reply().state.value}.{kept}{carried}")
    return True


def _reply_form(texts: _Texts, data: Any = None, typed: Any = None) -> ReplyForm | None:
    """The form for what became of a letter, for whoever keeps it and may write; none where it is at its end."""
    facts = texts.first
    if (
        not _is_own(texts.viewer, facts)
        or not _may_write(texts.viewer, texts.case)
        or not following(facts.letter.state)
    ):
        return None
    kinds = (LetterKind.NOTICE, LetterKind.CONSENT, LetterKind.NOVATION)
    carries = bool(facts.moves) and facts.letter.kind in kinds
    gaps = gaps_in(texts.document(facts)) if facts.letter.state is LetterState.DRAFT else ()
    asked = [gap for gap in gaps if gap not in ASKED_FOR]
    initial = {"version": facts.row.item.version}
    form = ReplyForm(data, state=facts.letter.state, carries=carries, gaps=asked, initial=initial)
    if texts.deed is not None:
        add_authority(form, texts.ways, texts.case)
    if typed:
        form.initial.update({name: typed[name] for name in form.fields if name in typed and name != "version"})
    return form


def _letter_page(request: Request, texts: _Texts, form: ReplyForm | None) -> HttpResponse:
    facts, sent = texts.first, texts.sent.get(texts.first.row.pk)
    document = texts.document(facts)
    text = sent.text if sent else None
    context = {
        "case": texts.case, "heading": facts.letter.name, "facts": facts, "letter": facts.letter, "form": form,
        "own": _is_own(request.viewer, facts), "overdue": days_overdue(facts.letter, _today()),
        "gaps": gaps_in(document), "heads": document.summary_facts, "chapters": chapters_of(document),
        "trail": _trail(texts.case, facts.letter.name), "sent": sent, "text": text,
        "changed": changed_values(text.values, merge_values(facts)) if text else (),
        "is_out": facts.letter.state is not LetterState.DRAFT and facts.letter.sent_on is not None,
    }  # fmt: skip
    errors = form is not None and form.errors
    return render(request, "dispositions/letter.html", context, status=422 if errors else 200)


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def letter_word(request: Request, case: Case, ref: str) -> HttpResponse:
    texts = _Texts(request.viewer, case, [queries.letter_for(request.viewer, case, ref)])
    body = _word(texts.document(texts.first), word_template_of(request.viewer))
    return _file(body, f"{_file_name(texts.first)}.docx", WORD)


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def letter_print(request: Request, case: Case, ref: str) -> HttpResponse:
    texts = _Texts(request.viewer, case, [queries.letter_for(request.viewer, case, ref)])
    document = texts.document(texts.first)
    context = {"case": case, "heading": document.title, "heads": document.summary_facts,
               "subtitle": document.subtitle, "chapters": chapters_of(document),
               "printed_at": timezone.localdate()}  # fmt: skip
    return render(request, "dispositions/letter_print.html", context)


@require_POST
@requires(Permission.DISPOSITION_VIEW)
def letters_zip(request: Request, case: Case) -> HttpResponse:
    ticked = request.POST.getlist("letter")
    found = queries.letters_for(request.viewer, case, ticked) if len(ticked) <= MOST else []
    if not found:
        messages.error(request, f"Tick at least one letter and at most {MOST}, then download again.")
        return redirect("dispositions:letters", case.key)
    names, template = _apart(map(_file_name, found)), word_template_of(request.viewer)
    texts = _Texts(request.viewer, case, found)
    files = {f"{name}.docx": _word(texts.document(facts), template) for name, facts in zip(names, found, strict=True)}
    return _file(pack(files), f"letters-{case.key}.zip", "application/zip")


def _apart(names: Iterable[str]) -> list[str]:
    """Names of files that tell each from the others."""
    made: list[str] = []
    for name in names:
        free: Callable[[int], str] = partial("{}-{}".format, name)
        made.append(name if name not in made else next(free(n) for n in range(2, MOST + 2) if free(n) not in made))
    return made


def _file_name(facts: LetterFacts) -> str:
    return slugify(facts.letter.key)[:120] or "letter"


def _file(body: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _word(document: Document, template: bytes | None) -> bytes:
    try:
        return write_word(document, template)
    except TemplateError:
        return write_word(document)  # the template was sound when it was handed in; a plain letter is better than none


@dataclass(frozen=True)
class _Texts:
    """The texts of some letters for one viewer: as they were sent, or as they are drawn today."""

    viewer: Viewer
    case: Case
    letters: Sequence[LetterFacts]

    @property
    def first(self) -> LetterFacts:
        return self.letters[0]

    @cached_property
    def deed(self) -> Deed | None:
        """The act that sending the first of them is; None where it binds nobody."""
        return letter_deed(self.first, _today())

    @cached_property
    def ways(self) -> Ways:
        """What sending the first of them can rest on."""
        return ways_for(ground_for(self.viewer, self.case), self.deed) if self.deed is not None else Ways()

    @cached_property
    def sent(self) -> dict[str, Sent]:
        return sent_texts(self.viewer, self.letters)

    @cached_property
    def draw(self) -> Draw:
        return Draw(timezone.localdate(), bank_holidays(), wordings_for(self.viewer, self.case), self.case.illustrative)

    def document(self, facts: LetterFacts) -> Document:
        """The letter as it was sent where its text is kept and may be read; else as it is drawn today."""
        sent = self.sent.get(facts.row.pk)
        if sent is not None and sent.text is not None:
            return sent.text.document
        return letter_document(facts, self.draw, for_writer=_is_own(self.viewer, facts))


def _is_own(viewer: Viewer, facts: LetterFacts) -> bool:
    return viewer.organisation is not None and viewer.organisation.pk == facts.writer.pk


def _may_write(viewer: Viewer, case: Case) -> bool:
    return viewer.organisation is not None and viewer.may(Permission.DISPOSITION_EDIT, case)


def _today() -> PartialDate:
    return day(timezone.localdate())


def _trail(case: Case, name: str) -> list[tuple[str, str]]:
    return trail_of(case, ("Letters", reverse("dispositions:letters", args=[case.key])), (name, ""))
