"""Papers for the cast: North keeps them, freezes them and asks South about its part."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from severalty.appraisal.models import Charge
from severalty.decisions.actions import papers as actions
from severalty.decisions.binding import EXEMPT_PARTS
from severalty.decisions.models import Clearance, FrozenPaper, Paper
from severalty.decisions.queries import papers as queries
from severalty.decisions.reports.writing import content_of, part_about, rendition_of_draft
from severalty.engine.decisions import papers as records
from severalty.engine.decisions.exempt import ExemptPart
from severalty.engine.decisions.papers import PaperKind, SectionKey
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.formats.paper_json import digest_of, paper_bytes, part_digest
from severalty.formats.paper_withheld import parts_bytes
from severalty.formats.papers import Rendition
from severalty.tenancy.actions import write_drafts
from severalty.tenancy.audit import read_body
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import AuditEntry
from tests.conftest import NOON, TODAY, Cast

MISSING = "missing22222"
WORDS = {(SectionKey.SUMMARY, ""): "The service costs £52k a year."}


def address(name: str, *more: str) -> str:
    """The address of a page of papers."""
    return reverse(f"decisions:{name}", args=["thornton", *more])


def main_of(client: Client, url: str) -> str:
    """What a page says in its main part, without marks. The page must be there."""
    response = client.get(url)
    assert response.status_code == 200, f"{url} answers {response.status_code}."
    return said(response.content.decode())


def said(page: str) -> str:
    """The words between `<main>` and its end."""
    body = page[page.index("<main") : page.index("</main>")]
    body = re.sub(r"<(title|desc|script)\b.*?</\1>", "", body, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&#x27;", "'").split())


def entries() -> list[dict[str, Any]]:
    """The audit trail, in order."""
    return [read_body(entry) for entry in AuditEntry.objects.order_by("number")]


@dataclass
class Desk:
    """Writes papers as the cast would, by the actions."""

    cast: Cast

    def passage(self, paper: str, section: SectionKey, text: str, about: str = "", **more: Any) -> records.Passage:
        """Words for one section; estimated unless it says otherwise."""
        values = {"evidence": Evidence.ESTIMATED, "source": "Budget book 4.1"} | more
        return records.Passage(paper=paper, section=section, about=about, text=text, **values)

    def save(self, key: str = "cabinet", words: dict[tuple[SectionKey, str], str] | None = None, who: str = "north",
             at: datetime = NOON, **more: Any) -> Paper:  # fmt: skip
        """One more paper of North's, or the one under this key with other words."""
        rows = Paper.objects.filter(item__key=key, item__recorded_by__key=who)
        held = rows.select_related("item__recorded_by").first()
        values = {"name": "ICT to be shared", "organisation": who, "kind": PaperKind.COMMITTEE} | more
        passages = {
            (section.value, about): self.passage(key, section, text, about) if text else None
            for (section, about), text in (WORDS if words is None else words).items()
        }
        edit = actions.Edit(
            records.Paper(key=key, **values), held.pk if held else "", self.token(held) if held else "", passages
        )
        ref = actions.save_paper(by=self.cast.viewer(who), at=at, why="a test", case=self.cast.case, edit=edit)
        return Paper.objects.select_related("item__recorded_by").get(pk=ref)

    def progress(self, words: dict[tuple[SectionKey, str], str], **more: Any) -> Paper:
        """A progress report with words of councils."""
        return self.save("quarter", words, kind=PaperKind.PROGRESS, **{"name": "Progress of the quarter"} | more)

    def charge(self, key: str, amount: int, **values: Any) -> Charge:
        """A charge of 2026/27 on the record of North, in pence."""
        audience = values.pop("audience", Audience.PARTNERS)
        item = self.cast.item(self.cast.north, key, audience, table="charges", evidence="reported")
        return Charge.objects.create(item=item, **({"year": 2026, "amount": amount} | values))

    def draft(self, paper: Paper, who: str = "north") -> queries.Draft:
        """The paper as one of the cast sees it."""
        return queries.draft_for(self.cast.viewer(who), self.cast.case, paper.pk)

    def token(self, paper: Paper) -> str:
        """What a form of its keeper carries along."""
        return self.draft(paper, paper.item.recorded_by.key).token

    def content(self, paper: Paper, who: str = "north", *, is_draft: bool = False) -> Any:
        """What the paper says to one of the cast."""
        return content_of(self.cast.viewer(who), self.cast.case, self.draft(paper, who), TODAY, is_draft=is_draft)

    def rendition(self, paper: Paper, who: str = "north") -> Rendition:
        """What the paper says to one of the cast, with the exempt parts that they may read."""
        viewer = self.cast.viewer(who)
        return rendition_of_draft(viewer, self.cast.case, self.draft(paper, who), TODAY, is_draft=False)

    def exempt(self, paper: Paper, text: str, **more: Any) -> str:
        """One more exempt part of a paper of North's, for North alone unless it says otherwise; its reference."""
        values = {
            "key": "lot-2", "name": "Price of lot 2", "section": SectionKey.CONSIDERATIONS, "exempt_under": "3",
            "public_interest": "Negotiations are not ended", "audience": Audience.HOLDERS,
            "evidence": Evidence.QUOTED, "source": "Offer of March",
        } | more  # fmt: skip
        by = self.cast.viewer("north")
        drafting = Drafting(by, self.cast.case)
        [draft] = drafting.claim(EXEMPT_PARTS, [(0, ExemptPart(paper=paper.item.key, text=text, **values))])
        drafting.settle()
        write_drafts(by=by, at=NOON, why="a test", case=self.cast.case, drafts=[draft])
        return draft.ref

    def part(self, paper: Paper, council: str = "south") -> str:
        """The digest of what a paper tells of a council."""
        return part_digest(part_about(self.cast.viewer("north"), self.cast.case, self.draft(paper), TODAY, council))

    def freezing(self, paper: Paper, **more: Any) -> actions.Freezing:
        """The paper as it stands, ready to be frozen."""
        rendition = self.rendition(paper)
        body = paper_bytes(rendition.content)
        asked = Clearance.objects.filter(paper=paper).values_list("organisation__key", flat=True)
        values = {
            "token": self.token(paper), "body": body.decode(), "digest": digest_of(body),
            "parts": {key: self.part(paper, key) for key in asked},
            "exempt": parts_bytes(rendition.parts).decode() if rendition.parts else "",
        }  # fmt: skip
        return actions.Freezing(paper, **(values | more))

    def freeze(self, paper: Paper, who: str = "north", **more: Any) -> FrozenPaper:
        """The paper frozen as it stands."""
        return actions.freeze_paper(
            by=self.cast.viewer(who), at=NOON, why="For Cabinet", case=self.cast.case,
            freezing=self.freezing(paper, **more),
        )  # fmt: skip

    def ask(self, paper: Paper, councils: Iterable[str] = ("south",), who: str = "north") -> int:
        """Ask councils about their part of it."""
        return actions.ask_councils(
            by=self.cast.viewer(who), at=NOON, case=self.cast.case, paper=paper,
            councils=[getattr(self.cast, key) for key in councils],
        )  # fmt: skip

    def answer(
        self, paper: Paper, who: str = "south", agreed: bool = True, note: str = "", digest: str = ""
    ) -> Clearance:
        """What South says of its part as it stands."""
        clearance = Clearance.objects.get(paper=paper, organisation=self.cast.south)
        answer = actions.Answer(agreed, note, digest or self.part(paper))
        actions.answer_paper(by=self.cast.viewer(who), at=NOON, case=self.cast.case, clearance=clearance, answer=answer)
        clearance.refresh_from_db()
        return clearance


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """The cast with pens."""
    return Desk(cast)
