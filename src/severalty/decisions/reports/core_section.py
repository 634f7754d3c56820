"""What all councils decide in common, as a council's own paper embeds it: the words, the digest, where all stand."""

from collections.abc import Iterator

from severalty.decisions.queries.cores import Frozen, Look, cores_for, looks_at
from severalty.engine.dates import day
from severalty.engine.decisions.core_content import part_words
from severalty.formats.documents import Block, Paragraph, Table, TableColumn
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Fill, Writing

PARTS = ("approach", "timeline", "costing", "terms", "long stop")
_TERMS = (TableColumn("Part"), TableColumn("What is decided in common", width_share=4))
_PARTNERS = (
    TableColumn("Partner", width_share=2), TableColumn("State", width_share=2), TableColumn("Effective"),
    TableColumn("Why", width_share=4),
)  # fmt: skip


def common_core(writing: Writing) -> Iterator[Block]:
    """The newest frozen version of each core that the paper is about, or that is about the same as the paper."""
    for look in writing.once("cores", lambda: _looks(writing)):
        newest = look.newest
        if newest is None:
            yield Paragraph(
                f"“{look.row.item.name}” is to be decided in common and is not frozen yet, so it cannot be approved.",
                numbered=True,
            )
        else:
            yield from _embedded(look, newest)


def _looks(writing: Writing) -> list[Look]:
    if not writing.subject or not writing.viewer.may(Permission.DECISION_VIEW, writing.case):
        return []
    rows = cores_for(writing.viewer, writing.case)
    about = [one for one in rows if writing.subject in (one.pk, one.subject_id)]
    return looks_at(writing.viewer, writing.case, about, writing.on)


def _embedded(look: Look, newest: Frozen) -> Iterator[Block]:
    content = newest.content
    yield Paragraph(
        f"Version {content.number} of “{content.name}” is put before every partner in the same words. Its digest "
        f"(SHA-256) is {newest.row.digest}. All else in this paper is for this council alone to decide.",
        numbered=True,
    )
    words = part_words(content)
    rows = [(part.capitalize(), _shown(part, words[part])) for part in PARTS if words[part]]
    yield Table(f"{content.name}, version {content.number}", _TERMS, tuple(rows))
    if content.exempt is not None:
        yield Paragraph(
            f"Terms that are exempt under paragraph {content.exempt.under or 'not stated'} of Schedule 12A are part of "
            f"it by the salted digest {content.exempt.digest}.",
            numbered=True,
        )
    yield Paragraph(f"As this council may see it: {look.position.sentence}", numbered=True)
    partners = tuple(
        (one.name, one.state.value, str(day(one.effective)) if one.effective else "not yet known", one.why)
        for one in look.position.partners
    )
    yield Table(f"Where each partner stands with “{content.name}”", _PARTNERS, partners)
    yield Paragraph(
        "It is in force once every partner has approved this digest and every call-in has run. An amendment of what "
        "is decided in common makes a new version, and the approvals of this one are void.",
        numbered=True,
    )


def _shown(part: str, words: str) -> str:
    return words if part != "long stop" else f"Approvals lapse after {words} if one is missing"


SECTIONS: dict[tuple[str, str], Fill] = {("committee", "common core"): common_core}
"""By the kind of paper and the key of the section."""
