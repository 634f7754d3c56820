"""The texts of letters: as they were sent, and the wordings that organisations keep of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from severalty.dispositions.models import LetterWording, SentLetter
from severalty.dispositions.queries.letters import LetterFacts
from severalty.engine.dispositions.letter_wording import STANDARD, Wording
from severalty.engine.dispositions.letters import LetterKind, LetterState
from severalty.formats.sent_letters import SentText, read_sent, sent_digest
from severalty.tenancy.access import Viewer
from severalty.tenancy.models import Case

Wordings = Mapping[tuple[str, LetterKind], Wording]
"""The wordings that organisations keep, by the key of the organisation and the kind."""


@dataclass(frozen=True)
class Sent:
    """The text of a letter as it was sent, with its digest, and when and by whom it was kept.

    `text` is none for whoever may not see all that it was drawn from; `holds` says that the text is still the one of
    which the digest was taken.
    """

    number: int
    digest: str
    kept_at: datetime
    kept_by: str
    text: SentText | None
    holds: bool = True


def sent_texts(viewer: Viewer, letters: Iterable[LetterFacts]) -> dict[str, Sent]:
    """The latest text as sent of some letters, by reference; nothing for a draft. One query.

    The organisation that wrote a letter reads what it sent. Anybody else who sees the letter reads it only if they
    may see everything that it was drawn from, so that a letter tells nobody what the record keeps from them.
    """
    out = {facts.row.pk: facts for facts in letters if facts.letter.state is not LetterState.DRAFT}
    rows = SentLetter.objects.filter(letter__in=list(out)).order_by("number")
    return {row.letter_id: _sent(viewer, out[row.letter_id], row) for row in rows}


def _sent(viewer: Viewer, facts: LetterFacts, row: SentLetter) -> Sent:
    text = read_sent(row.body)
    own = viewer.organisation is not None and viewer.organisation.pk == facts.writer.pk
    readable = own or set(text.rests_on) <= set(facts.rests_on)
    return Sent(
        row.number, row.digest, row.kept_at, row.kept_by if own else "", text if readable else None,
        sent_digest(row.body) == row.digest,
    )  # fmt: skip


def wordings_for(viewer: Viewer, case: Case) -> Wordings:
    """The wordings that the organisations of a case keep. One query.

    A wording is seen only through the letters written with it, and on the page of the organisation that keeps it.
    """
    rows = LetterWording.objects.filter(organisation__case=case).select_related("organisation")
    return {(row.organisation.key, LetterKind(row.kind)): Wording(row.subject, row.text) for row in rows}


@dataclass(frozen=True)
class KeptWording:
    """The wording of one kind that stands for the viewer's organisation, and whether it is its own; `version` counts
    its changes."""

    kind: LetterKind
    wording: Wording
    is_own: bool
    version: int = 0


def own_wordings(viewer: Viewer) -> tuple[KeptWording, ...]:
    """The wording of every kind for the viewer's own organisation. One query."""
    rows = {row.kind: row for row in LetterWording.objects.filter(organisation=viewer.organisation)}
    return tuple(
        KeptWording(kind, Wording(row.subject, row.text), True, row.version)
        if row
        else KeptWording(kind, STANDARD[kind], False)
        for kind in LetterKind
        for row in [rows.get(kind.value)]
    )
