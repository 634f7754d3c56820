"""`severalty pack build` and `pack import` against the installation's own database."""

import json
from argparse import Namespace
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from severalty.cli.exits import DONE, TRUTHFUL_NO, WrongInput
from severalty.cli.files import write_file
from severalty.cli.layout import table as columns
from severalty.cli.on_record import case_asked
from severalty.cli.pack_checking import lines_of, read_pack, verdict_on
from severalty.cli.tables import bring_up_to_date
from severalty.engine.dispositions.packs import Arrival
from severalty.engine.estate.parties import OrganisationKind
from severalty.formats.pack_signing import fingerprint, is_fingerprint_of
from severalty.formats.pack_verify import PackVerdict, verify_pack
from severalty.packs import actions
from severalty.packs.importing import bringing
from severalty.packs.queries.packs import partners_of, seen_by
from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import Refused
from severalty.tenancy.drafts import Effect
from severalty.tenancy.queries import organisations_of

_MOST = 40


def run_build(args: Namespace) -> int:
    """Make a pack."""
    bring_up_to_date()
    case, _ = case_asked(Namespace(case=args.case, organisation=""))
    partner = _organisation(case, args.partner)
    own = _organisation(case, args.organisation) if args.organisation else _other_council(case, partner)
    by, now = operator_for(own), datetime.now(UTC)
    if partner not in partners_of(by, case):
        raise WrongInput(f"{partner.key} cannot be given a pack of {own.key}: choose another council of {case.key}.")
    try:
        pack = actions.build_pack(by=by, at=now, on=now.date(), case=case, partner=partner)
    except Refused as refusal:
        raise WrongInput(str(refusal)) from refusal
    body = bytes(pack.body)
    verdict = verify_pack(body, args.output)
    write_file(Path(args.output).expanduser(), body)
    if args.json:
        print(json.dumps(verdict.as_dict() | {"file": args.output}, ensure_ascii=False))
        return DONE
    rows = [(one.table, f"{len(one.rows):,}") for one in verdict.manifest.tables]
    print(columns(("Table", "Rows"), rows, numbers=frozenset({1})))
    print(f"What {own.name} recorded and {partner.name} may see is in {args.output}.")
    print(f"Fingerprint of the key: {fingerprint(pack.key)}. Tell it to {partner.name} by other means.")
    return DONE


def _organisation(case: Any, key: str) -> Any:
    every = organisations_of(case)
    found = next((one for one in every if one.key == key), None)
    if found is None:
        keys = ", ".join(one.key for one in every)
        raise WrongInput(f"No organisation {key!r} takes part in {case.key}; there are {keys}.")
    return found


def _other_council(case: Any, partner: Any) -> Any:
    councils = [one for one in organisations_of(case) if one.kind == OrganisationKind.COUNCIL and one != partner]
    if len(councils) != 1:
        keys = ", ".join(one.key for one in organisations_of(case) if one != partner)
        raise WrongInput(f"Say whose pack it is with --as ORGANISATION; there are {keys}.")
    return councils[0]


def run_import(args: Namespace) -> int:
    """Look at a pack, or bring it in."""
    data = read_pack(args.file)
    verdict = verdict_on(args.file, data, args.key)
    if not verdict.unchanged:
        print(json.dumps(verdict.as_dict(), ensure_ascii=False) if args.json else "\n".join(lines_of(verdict)))
        return TRUTHFUL_NO
    bring_up_to_date()
    case, _ = case_asked(Namespace(case=args.case, organisation=""))
    own = _organisation(case, args.organisation or verdict.manifest.recipient.key)
    now = datetime.now(UTC)
    try:
        look = bringing.look(seen_by(own, now.date()), case, data, args.file, now.date())
        written = _bring_in(args, case, own, look, data, now) if args.apply and look.arrival != Arrival.OLDER else None
    except Refused as refusal:
        raise WrongInput(str(refusal)) from refusal
    _tell(args, look, verdict, written)
    return TRUTHFUL_NO if look.arrival is Arrival.OLDER else DONE


def _bring_in(args: Namespace, case: Any, own: Any, look: bringing.Look, data: bytes, now: datetime) -> int:
    compared = is_fingerprint_of(args.key, look.verdict.key)
    if look.needs_comparing and not compared:
        raise WrongInput(
            f"The key of this pack was not compared yet. Ask {look.partner.name} for its fingerprint by other means, "
            f"and give it with --key. The pack has {look.verdict.fingerprint}."
        )
    by = operator_for(own)
    pack = actions.lay_down_pack(by=by, at=now, case=case, partner=look.partner, verdict=look.verdict, body=data)
    agreed = bringing.Agreed("", compared, now.date())
    return bringing.bring_in(by=by, at=now, case=case, pack=pack, agreed=agreed).writes


def _tell(args: Namespace, look: bringing.Look, verdict: PackVerdict, written: int | None) -> None:
    if args.json:
        print(json.dumps(_as_dict(look, verdict, written), ensure_ascii=False))
        return
    counts = Counter((one.table, one.effect) for one in look.lines)
    tables = list(dict.fromkeys(one.table for one in look.lines))
    rows = [(name, *(f"{counts[name, effect]:,}" for effect in Effect)) for name in tables]
    print(columns(("Table", "New", "Changed", "Same", "Left out"), rows, numbers=frozenset({1, 2, 3, 4})))
    for line in [*_differences(look), *look.notices, *_remarks(look, written)]:
        print(line)
    print(_outcome(look, written))


def _differences(look: bringing.Look) -> list[str]:
    lines = [
        f"- {one.table}, {one.name}: {label} {theirs}, yours {ours}"
        for one in look.lines
        for label, theirs, ours in one.apart
    ]
    lines += [f"- {one.table}, {one.name}: you believe {one.belief}" for one in look.lines if one.belief]
    lines += [f"- left out: {one.refusal}" for one in look.lines if one.refusal]
    lines += [f"- {one.answer.answer}, {one.answer.table}, {one.answer.row}: {one.answer.reason}" for one in look.told]
    lines += [f"- in an earlier pack and not in this: {one.name}" for one in look.gone]
    return lines if len(lines) <= _MOST else [*lines[:_MOST], f"- and {len(lines) - _MOST:,} more; --json has all"]


def _remarks(look: bringing.Look, written: int | None) -> list[str]:
    name = look.partner.name
    found = []
    if look.crossed:
        found.append(f"{name} had not brought in your last pack when this one was made: the two crossed.")
    if look.arrival is Arrival.AGAIN:
        found.append("This pack was brought in before.")
    if look.is_ours:
        found.append(f"It was made on this installation: all of it is on record as {name} keeps it.")
    if look.needs_comparing and written is None:
        found.append(f"Its key was not compared yet; the fingerprint is {look.verdict.fingerprint}.")
    return found


def _outcome(look: bringing.Look, written: int | None) -> str:
    if look.arrival is Arrival.OLDER:
        return f"Nothing was written: a newer pack of {look.partner.name} is brought in already."
    if written is None:
        return f"Nothing was written. With --apply {look.writes:,} {'row' if look.writes == 1 else 'rows'} would be."
    return f"{written:,} {'row' if written == 1 else 'rows'} of {look.partner.name} written."


def _as_dict(look: bringing.Look, verdict: PackVerdict, written: int | None) -> dict[str, Any]:
    return verdict.as_dict() | {
        "arrival": look.arrival.value,
        "crossed": look.crossed,
        "key_needs_comparing": look.needs_comparing,
        "written": written or 0,
        "would_write": look.writes,
        "rows": [
            {
                "table": one.table, "row": one.number, "name": one.name, "effect": one.effect.value,
                "changes": [list(change) for change in one.changes],
                "differs": [[which.column, which.theirs, which.ours] for which in one.beside],
                "belief": one.belief, "left_out": one.refusal,
            }
            for one in look.lines
        ],
        "answers": [
            {"table": one.answer.table, "row": one.answer.row, "answer": one.answer.answer,
             "reason": one.answer.reason, "row_stands": one.stands}
            for one in look.told
        ],
        "no_longer_shared": [one.name for one in look.gone],
        "notices": look.notices,
    }  # fmt: skip
