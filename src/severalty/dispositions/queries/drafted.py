"""What a letter, an answer to it or a signature would write; nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from severalty.dispositions.binding import DISPOSITIONS, LETTERS, VARIATION_SIGNATURES, VARIATIONS
from severalty.dispositions.queries.agreements import ON_PAGE, is_party
from severalty.dispositions.queries.letters import contracts_to_write_about, open_letters
from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.agreements import VariationSignature
from severalty.engine.dispositions.correspondence import ANSWERS, Reply, consent_after, reply_faults
from severalty.engine.dispositions.dispositions import Disposition
from severalty.engine.dispositions.letters import Letter, LetterKind, LetterState
from severalty.engine.dispositions.standing_agreements import signs_this, wording_of
from severalty.engine.estate.parties import Audience, OrganisationKind
from severalty.engine.evidence import Evidence
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Draft, Drafting
from severalty.tenancy.models import Case, Item, Organisation
from severalty.tenancy.queries import organisations_of

_LONGEST_KEY = 300
_LONGEST_BASE = 200  # leaves room for the kind, the council and a number
_LONGEST_NAME = 300


@dataclass(frozen=True)
class Letters:
    """Letters that are to be written: of one kind, about contracts by reference, on behalf of a council by key.

    Without one, a council writes for itself, and anybody else for all councils that use the contract.
    """

    kind: LetterKind
    contracts: tuple[str, ...]
    council: str = ""
    audience: Audience = Audience.HOLDERS
    answer_due: PartialDate | None = None
    takes_effect: PartialDate | None = None


def drafted_letters(by: Viewer, case: Case, letters: Letters) -> tuple[list[Draft], list[str]]:
    """The drafts of letters, and the names of contracts that are left out.

    A contract is left out where a letter of this kind for this council is under way already, so that what is sent twice
    is written once. Raises Refused where nothing can be written.
    """
    own = by.organisation
    if own is None or not letters.contracts:
        raise Refused("Tick at least one contract." if own else "A letter belongs to an organisation; sign in for one.")
    if own.kind == OrganisationKind.COUNCIL and letters.council not in ("", own.key):
        raise Refused(f"{own.name} writes on its own behalf; another council sends its own letters.")
    found = contracts_to_write_about(by, case, letters.contracts).in_bulk()
    if set(found) != set(letters.contracts):
        raise Refused("Some of the ticked contracts are not on record any more. Open the page again and tick anew.")
    drafting = Drafting(by, case)
    speaks_for = letters.council or (own.key if own.kind == OrganisationKind.COUNCIL else "")
    council = drafting.lookup.organisation_ids.get(speaks_for)
    under_way = open_letters(by, case, found)
    taken = {one.contract for one in under_way if (one.council, one.kind) == (council, letters.kind)}
    keys = {key for key, refs in drafting.lookup.by_key.items() if refs}
    wish = replace(letters, council=speaks_for)
    whom = _whom(case, own, speaks_for)
    wanted = [found[ref].item for ref in letters.contracts if ref not in taken]
    records = [_letter(drafting, one, wish, own, whom, keys) for one in wanted]
    drafts = drafting.claim(LETTERS, list(enumerate(records, start=1)))
    drafting.settle()
    return drafts, [found[ref].item.name for ref in letters.contracts if ref in taken]


def _whom(case: Case, own: Organisation, council: str) -> str:
    """For whom a letter speaks, as its reference says it to the supplier: in names; nothing where it is the writer."""
    if council == own.key:
        return ""
    return next((f" for {one.name}" for one in organisations_of(case) if one.key == council), " for all")


def _letter(
    drafting: Drafting, contract: Item, letters: Letters, own: Organisation, whom: str, keys: set[str]
) -> Letter:
    """The record of one letter; `keys` are those that are taken, and its own is added to them."""
    kind = letters.kind.value
    base = f"{contract.key[:_LONGEST_BASE]} {kind}{whom}"[:_LONGEST_KEY]
    key = next(key for number in count(1) if (key := base if number == 1 else f"{base} {number}") not in keys)
    keys.add(key)
    return Letter(
        key=key, name=f"{kind[:1].upper()}{kind[1:]}: {contract.name}"[:_LONGEST_NAME],
        contract=drafting.lookup.name_of(contract.pk, "contracts", own.pk),
        council=letters.council, kind=letters.kind, answer_due=letters.answer_due, takes_effect=letters.takes_effect,
        audience=letters.audience,
        evidence=Evidence.ILLUSTRATIVE if drafting.case.illustrative else Evidence.ATTESTED,
    )  # fmt: skip


@dataclass(frozen=True)
class Recorded:
    """What became of a letter: the letter by reference, the version that was looked at, what is to be recorded, and
    whether the proposals of the organisation take it over."""

    ref: str
    version: int
    reply: Reply
    carry: bool = False


def drafted_reply(by: Viewer, case: Case, recorded: Recorded, on: PartialDate) -> Mapping[str, list[Draft]]:
    """The drafts of a letter and of the proposals that take its answer over, by table. Raises Stale and Refused."""
    drafting = Drafting(by, case)
    row, letter = _of_ref(drafting, LETTERS, recorded.ref)
    if row is None or by.organisation is None or row.item.recorded_by_id != by.organisation.pk:
        raise Refused("Only the organisation that wrote a letter records what became of it.")
    if row.item.version != recorded.version:
        raise Stale("Somebody else changed this letter since you opened it. Look at it again, then record the answer.")
    faults = reply_faults(letter, recorded.reply, on)
    if faults:
        raise Refused(" ".join(sentence for _, sentence in faults))
    moves = _carried(drafting, row, letter, recorded.reply) if recorded.carry else []
    drafting.claim(LETTERS, [(0, _replied(letter, recorded.reply))])
    drafting.claim(DISPOSITIONS, list(enumerate(moves, start=1)))
    drafts = drafting.settle()
    return {
        binding.table: [draft for draft in drafts if draft.binding is binding] for binding in (LETTERS, DISPOSITIONS)
    }


def _of_ref(drafting: Drafting, binding: Binding, ref: str) -> tuple[Any, Any]:
    """The row of this reference with its record, as far as the viewer may see it; two blanks where there is none."""
    return next((pair for pair in drafting.existing(binding).values() if pair[0].pk == ref), (None, None))


def _replied(letter: Letter, reply: Reply) -> Letter:
    said: dict[str, Any] = {"state": reply.state, "answer": reply.answer or letter.answer}
    if reply.state is LetterState.SENT:
        return replace(letter, **said, sent_on=reply.on, answer_due=reply.answer_due or letter.answer_due)
    return replace(letter, **said, answered_on=reply.on if reply.state in ANSWERS else letter.answered_on)


def _carried(drafting: Drafting, row: Any, letter: Letter, reply: Reply) -> list[Disposition]:
    """The organisation's own proposals for the contract and the council, with what a letter says of them."""
    consent = consent_after(letter.kind, reply.state)
    changes: dict[str, Any] = {"consent": consent, "consent_on": reply.on} if consent else {}
    if letter.kind is LetterKind.NOTICE and reply.state is LetterState.SENT:
        changes = {"notice_given_on": reply.on}
    return [
        replace(record, **changes)
        for move, record in drafting.existing(DISPOSITIONS).values()
        if changes and move.thing_id == row.contract_id and move.item.recorded_by_id == row.item.recorded_by_id
        and row.council_id in (None, move.council_id)
    ]  # fmt: skip


@dataclass(frozen=True)
class Signing:
    """A signature: the variation by reference, the version that was read, the day, and the post that signs."""

    ref: str
    version: int
    signed_on: PartialDate
    signed_by: str


def drafted_signature(by: Viewer, case: Case, signing: Signing, on: PartialDate) -> list[Draft]:
    """The draft of a signature of the viewer's own organisation, and of no other.

    Raises Stale where the variation reads otherwise than when it was opened, Refused for whoever is no party to the
    agreement or has signed already.
    """
    drafting, own = Drafting(by, case), by.organisation
    row, variation = _of_ref(drafting, VARIATIONS, signing.ref)
    if own is None or row is None or not is_party(by, case, row.agreement_id):
        raise Refused("Only a party to the agreement signs a variation of it.")
    if row.item.version != signing.version:
        raise Stale("The variation was changed since you opened it. Read what it says now before you sign.")
    if signing.signed_on.first > on.last:
        raise Refused(f"{signing.signed_on} is still to come; enter a day up to {on}.")
    for held, record in drafting.existing(VARIATION_SIGNATURES).values():
        mine = held.variation_id == row.pk and {held.organisation_id, held.recorded_by_id} == {own.pk}
        if mine and record.signed_on is not None and signs_this(record, variation):
            raise Refused(f"{own.name} has signed this variation already, on {record.signed_on}.")
    signature = VariationSignature(
        variation=drafting.lookup.name_of(row.pk, "variations", own.pk), organisation=own.key,
        signed_on=signing.signed_on, signed_by=signing.signed_by, wording=wording_of(variation),
        source=ON_PAGE,
    )  # fmt: skip
    drafts = drafting.claim(VARIATION_SIGNATURES, [(0, signature)])
    drafting.settle()
    return drafts
