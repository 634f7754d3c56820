"""A partner pack that was given: looked at, and brought in as the sender's own rows and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from severalty.engine.dispositions.packs import Arrival, Sent, arrival, crossed
from severalty.engine.freeze import digest
from severalty.formats.case import CaseFile, read_case
from severalty.formats.pack import ANSWERS, FIRST_LINE, PackAnswer, Party, row_digest
from severalty.formats.pack_verify import PackVerdict, checked, made_at, verify_pack
from severalty.formats.problems import Problem
from severalty.packs import actions
from severalty.packs.queries import packs as queries
from severalty.packs.queries.beside import Held, Line, Place, Row, lines_of
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale, close_change_set, open_change_set, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.binding import texts_of
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.queries import organisations_of

if TYPE_CHECKING:
    from severalty.packs.models import PartnerPack
    from severalty.tenancy.models import Case, Organisation

MOST_ROUNDS = 6
"""How often rows are left out because those that they rest on were, before a pack is refused as a whole."""
_OWN_WORD = "disposition_answers"
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """What the partner says of a row of a pack that was made here; `stands` is whether that row is still the same."""

    answer: PackAnswer
    stands: bool


@dataclass
class Look:
    """A pack that is as it was signed, looked at by the organisation that it is for.

    `known_key` is the key of the partner whose fingerprint was compared before; `is_ours` says that the pack was made
    on this installation, so that all of it is on record already.
    """

    verdict: PackVerdict
    partner: Organisation
    arrival: Arrival
    crossed: bool
    known_key: str
    is_ours: bool
    lines: list[Line] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    gone: list[Held] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def needs_comparing(self) -> bool:
        """Whether its key is not one whose fingerprint was compared before."""
        return not self.is_ours and self.known_key != self.verdict.key

    def count(self, effect: Effect) -> int:
        """How many rows would have this effect."""
        return sum(1 for one in self.lines if one.effect is effect)

    @property
    def writes(self) -> int:
        """How many rows would be written."""
        return self.count(Effect.NEW) + self.count(Effect.CHANGED)

    @property
    def differing(self) -> int:
        """How many rows differ from one's own record or beliefs."""
        return sum(1 for one in self.lines if one.differs)

    @property
    def seen(self) -> str:
        """The fingerprint of what would be written."""
        return digest([(one.table, one.number, one.effect, one.changes) for one in self.lines])


def look(viewer: Viewer, case: Case, data: bytes, name: str, on: date) -> Look:
    """Compare a pack with what is on record for the organisation that the viewer acts for. Writes nothing.

    Raises Unreadable where it was altered or is no pack, Refused where it is not for this organisation, and where the
    sender's own people write its records on this installation and the pack was made elsewhere: nobody else does.
    """
    verdict = checked(data, name)
    if made_at(verdict.manifest).date() > on + A_DAY:
        raise Refused(
            f"This pack says that it was made on {made_at(verdict.manifest).date()}, which is still to come, and would "
            "stand in the way of later ones. Ask its sender to set their clock, and for another."
        )
    partner = _partner(viewer, case, verdict)
    if verdict.manifest.case.key != case.key:
        _check_case(viewer, case, partner, verdict.manifest.case)
    made, brought = queries.exchanged(viewer, case, partner)
    sent = Sent(verdict.digest, verdict.manifest.made_at)
    found = Look(
        verdict, partner, arrival(sent, brought), crossed(verdict.manifest.follows, made),
        queries.known_key(viewer, case, partner), queries.is_made_here(case, partner, verdict.key),
    )  # fmt: skip
    if not found.is_ours and queries.keeps_rows_here(partner):
        raise Refused(
            f"{partner.name} keeps its rows on this installation itself, and this pack was made elsewhere "
            f"({verdict.fingerprint}). Ask {partner.name} to change its record here."
        )
    rows = any(one.table != ANSWERS for one in verdict.manifest.tables)
    file = read_case(data, name) if rows else CaseFile(name)  # who shares nothing may still answer
    found.notices += file.notices
    if verdict.manifest.case.key != case.key:
        found.notices.append(f"Its sender calls the case {verdict.manifest.case.words}.")
    refused: dict[Place, str] = {}
    if not found.is_ours:
        found.drafts, refused = _settled(viewer, case, partner, file, on)
    found.lines, gone = lines_of(viewer, case, partner.key, _rows(verdict, file, found.drafts, refused))
    found.gone = [] if found.is_ours or found.arrival is Arrival.OLDER else gone
    found.told = _told(viewer, case, partner, verdict, on)
    return found


def _partner(viewer: Viewer, case: Case, verdict: PackVerdict) -> Organisation:
    own, held = viewer.organisation, verdict.manifest
    if own is None:
        raise Refused("A pack is for an organisation; say for which you act.")
    if held.recipient.key != own.key:
        raise Refused(f"This pack is for {held.recipient.name}, and you act for {own.name}. Ask for one of your own.")
    partner = next((one for one in organisations_of(case) if one.key == held.sender.key), None)
    if partner is None or partner.pk == own.pk:
        raise Refused(
            f"This pack is from {held.sender.name} ({held.sender.key}), which is no partner of yours in this case. "
            "Choose another case, or add the organisation to this one under that key."
        )
    return partner


def _check_case(viewer: Viewer, case: Case, partner: Organisation, theirs: Party) -> None:
    """Refuse a pack of another case than the one it is laid down in; councils may call one case by two keys."""
    if queries.acts_in(viewer, theirs.key):
        where = f"the case {theirs.name} ({theirs.key}), in which you take part"
        raise Refused(f"This pack is of {where}. Lay it down there.")
    before = queries.last_brought_in(viewer, case, partner)
    known = verify_pack(bytes(before.body), "pack").manifest.case if before is not None else theirs
    if known.key != theirs.key:
        raise Refused(
            f"The packs of {partner.name} before were of the case {known.name} ({known.key}), and this one is of "
            f"{theirs.name} ({theirs.key}). Lay it down in that case, or ask {partner.name} for one of this."
        )


def _settled(
    viewer: Viewer, case: Case, partner: Organisation, file: CaseFile, on: date
) -> tuple[list[Draft], dict[Place, str]]:
    """What the pack would do to the sender's own rows, and the rows that are left out with the reason for each.

    Drafted with the sender's eyes: it writes its own rows and no others, and refers to what it may see.
    """
    refused = {(one.sheet, one.row): str(one) for one in file.problems if one.row is not None}
    for _ in range(MOST_ROUNDS):
        drafting = Drafting(queries.seen_by(partner, on), case)
        for binding in queries.own_bindings():
            table = file.tables.get(binding.table)
            records = table.records if table else []
            drafting.claim(binding, [one for one in records if (binding.table, one[0]) not in refused])
        drafts = drafting.settle()
        for draft in drafts:
            _judge(viewer, case, partner, draft)
        wrong = [draft for draft in drafts if draft.effect is Effect.REFUSED]
        if not wrong:
            return drafts, refused
        refused |= {(one.binding.table, one.place): _why(one) for one in wrong}
    raise Refused(
        "Rows of this pack rest on rows that cannot be brought in, row after row. Ask its sender for another."
    )


def _judge(viewer: Viewer, case: Case, partner: Organisation, draft: Draft) -> None:
    if draft.effect not in (Effect.NEW, Effect.CHANGED):
        return
    if not viewer.may(draft.binding.permission, case):
        draft.refuse(draft.binding.natural[0], f"no {draft.binding.plural}: your role may not write them",
                     "Ask somebody whose role may.")  # fmt: skip
    elif draft.binding.table == _OWN_WORD and draft.record.organisation != partner.key:
        draft.refuse("organisation", f"{partner.key}: a council answers for itself", "Ask the council named.")


def _why(draft: Draft) -> str:
    first, texts = draft.refusals[0], texts_of(draft.binding, draft.record)
    found = texts.get(first.column) or "nothing"
    mend = first.mend[:1].lower() + first.mend[1:].rstrip(".")
    return str(Problem(draft.binding.table, draft.place, first.column, found, first.expected, mend))


def _rows(
    verdict: PackVerdict, file: CaseFile, drafts: list[Draft], refused: Mapping[Place, str]
) -> dict[str, list[Row]]:
    made = {(one.binding.table, one.place): one for one in drafts}
    found: dict[str, list[Row]] = {}
    for held in verdict.manifest.tables:
        records = dict(file.tables[held.table].records) if held.table in file.tables else {}
        found[held.table] = [
            Row(held.table, number, one, records.get(number), made.get((held.table, number)),
                refused.get((held.table, number), "" if number in records else "It could not be read."))
            for number, one in enumerate(held.rows, start=FIRST_LINE)
        ]  # fmt: skip
    return found


def _told(viewer: Viewer, case: Case, partner: Organisation, verdict: PackVerdict, on: date) -> list[Told]:
    """What the partner says of rows of packs that were made for it."""
    made, _ = queries.exchanged(viewer, case, partner)
    ours = {one.digest for one in made}
    said = [one for one in verdict.answers if one.pack in ours]
    if not said:
        return []
    now = {
        table: {row_digest(row) for row in rows}
        for table, (_, rows) in queries.shared_rows(viewer, case, partner, on).items()
    }
    return [Told(one, one.digest in now.get(one.table, ())) for one in said]


@dataclass(frozen=True)
class Agreed:
    """What somebody agreed to before a pack is brought in: the fingerprint of what they saw, whether they compared the
    fingerprint of its key with what the sender told them by other means, and the day."""

    seen: str
    compared: bool
    on: date


@transaction.atomic
def bring_in(*, by: Viewer, at: datetime, case: Case, pack: PartnerPack, agreed: Agreed) -> Look:
    """Write the sender's rows of a pack as the sender's, all of them or none, as one change set.

    Raises Refused where a newer pack is in already or its key was not compared, Stale where the record has changed.
    """
    take_turn()
    found = look(by, case, bytes(pack.body), "pack", agreed.on)
    name = found.partner.name
    if found.arrival is Arrival.OLDER:
        raise Refused(f"A newer pack of {name} is brought in already. This older one would set its rows back.")
    if found.needs_comparing and not agreed.compared:
        raise Refused(
            f"This pack is signed with a key that you have not compared yet ({found.verdict.fingerprint}). "
            f"Ask {name} for its fingerprint by other means, such as by telephone, and compare the two."
        )
    if agreed.seen and agreed.seen != found.seen:
        raise Stale("Nothing was written: the record has changed since you looked. Look at the differences again.")
    writing = [one for one in found.drafts if one.effect in (Effect.NEW, Effect.CHANGED)]
    if writing:
        _write(by, at, case, found, writing)
    actions.mark_brought_in(by=by, at=at, case=case, pack=pack, rows=len(writing))
    return found


def _write(by: Viewer, at: datetime, case: Case, found: Look, drafts: list[Draft]) -> None:
    why = f"pack of {found.partner.name}, made {found.verdict.manifest.made_at}"
    changes = open_change_set(by=by, at=at, why=why, case=case)
    rows: dict[str, int] = {}
    for table in dict.fromkeys(one.binding.table for one in drafts):
        batch = [one for one in drafts if one.binding.table == table]
        rows[table] = write_drafts(by=by, at=at, why=why, case=case, drafts=batch, change_set=changes)
    summary = {"file": f"pack of {found.partner.name}", "rows": rows, "pack": found.verdict.digest}
    close_change_set(by=by, at=at, change_set=changes, summary=summary)
