"""Open Contracting notices (OCDS 1.0 and 1.1) and Contracts Finder tables to published contracts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from severalty.formats.archives import gunzipped, whole_file
from severalty.formats.contracts_finder import gather_table
from severalty.formats.limits import LIMITS, Limits
from severalty.formats.notice_facts import Gathering, said
from severalty.formats.problems import clipped, unreadable
from severalty.formats.published import (
    PeriodSource,
    Published,
    PublishedContract,
    Skipped,
    ValueIs,
    missing_of,
)
from severalty.formats.suppliers import Party, identifier, is_no_supplier

Json = dict[str, Any]
LIVE_AWARDS = ("", "active")
DEAD = ("cancelled", "unsuccessful", "withdrawn")
GLOBAL_PREFIX = "GB-CFS-"
HALF_SIGNS = re.compile(rb"\\u(0000|[dD][89a-fA-F])")
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00")
POINTER = "/"
"""Under this key a section remembers where it stood; no field of a notice is called so."""
NOT_OCDS = "a release package, a record package or a list of releases"


@dataclass(frozen=True)
class Release:
    """One release and where it stands in the file."""

    pointer: str
    content: Json
    date: str


class Deal(NamedTuple):
    """A contract with its award, either of which may be empty, and where it stands."""

    pointer: str
    contract: Json
    award: Json


def read_published(source: bytes | Path, name: str = "", *, limits: Limits = LIMITS) -> Published:
    """Read OCDS JSON (also gzipped) or a Contracts Finder table (.csv, .xlsx); the content decides.

    All problems are collected in the result. Raises Unreadable when nothing can be read.
    """
    packed, title = whole_file(source, name, limits)
    data = gunzipped(packed, title, limits)
    gathering = Gathering()
    if _is_json(data):
        gather_json(_loaded(data, title, limits), title, gathering)
    else:
        gather_table(data, title, gathering, limits)
    return gathering.published()


def gather_json(content: object, title: str, gathering: Gathering) -> None:
    """Gather the contracts of parsed OCDS; releases of one ocid are merged, the latest wins."""
    by_ocid: dict[str, list[Release]] = {}
    found = False
    for release in _releases(content, gathering):
        found = True
        ocid = said(release.content.get("ocid"))
        if ocid is None:
            gathering.problem(release.pointer, "no ocid", "the identifier of the procurement", "add the ocid")
            ocid = release.pointer
        by_ocid.setdefault(ocid, []).append(release)
    if not found and not gathering.problems:
        raise unreadable(title, "JSON without releases", NOT_OCDS, "choose the file that the notice service sends")
    for ocid, releases in by_ocid.items():
        ordered = sorted(releases, key=lambda release: release.date)
        latest = ordered[-1]
        for earlier, later in pairwise(ordered):
            gathering.note(earlier.pointer, _superseded(ocid, earlier, later))
        _gather_release(ocid, latest.pointer, _together(ordered), gathering)


def _superseded(ocid: str, earlier: Release, later: Release) -> str:
    before, after = ({str(each.get("id")) for each in _objects(r.content.get("awards"))} for r in (earlier, later))
    lost = f" Its awards {', '.join(sorted(before - after))} were left out." if after and before - after else ""
    days = [release.date[:10] or "no date" for release in (earlier, later)]
    return f"an earlier notice of {ocid} ({days[0]}); that of {days[1]} at {later.pointer} was used.{lost}"


def _releases(content: object, gathering: Gathering) -> Iterator[Release]:
    if isinstance(content, dict) and isinstance(content.get("records"), list):
        for at, record in enumerate(content["records"]):
            yield from _of_record(f"/records/{at}", record, gathering)
        return
    listed, start = _listed(content)
    for at, release in enumerate(listed):
        if isinstance(release, dict) and isinstance(release.get("releases"), list):
            for deeper in _releases(release, gathering):
                yield Release(f"{start}{at}{deeper.pointer}", deeper.content, deeper.date)
        elif isinstance(release, dict):
            yield _release(f"{start}{at}", release)
        else:
            gathering.problem(f"{start}{at}", clipped(str(release)), "a release", "remove the entry")


def _listed(content: object) -> tuple[list[Any], str]:
    if isinstance(content, list):
        return content, "/"
    whole = _object(content)
    if isinstance(whole.get("releases"), list):
        return whole["releases"], "/releases/"
    return ([whole], "/") if "ocid" in whole else ([], "/")


def _of_record(pointer: str, record: object, gathering: Gathering) -> Iterator[Release]:
    content = _object(record)
    compiled = _object(content.get("compiledRelease"))
    if compiled:
        yield _release(f"{pointer}/compiledRelease", {"ocid": content.get("ocid"), **compiled})
        return
    whole = [(at, each) for at, each in enumerate(_objects(content.get("releases"))) if "url" not in each]
    if not whole:
        gathering.problem(
            pointer,
            "a record without its releases",
            "a compiled release or whole releases",
            "choose a package that holds the releases, not links to them",
        )
    for at, each in whole:
        yield _release(f"{pointer}/releases/{at}", {"ocid": content.get("ocid"), **each})


def _release(pointer: str, content: Json) -> Release:
    return Release(pointer, content, str(content.get("date") or ""))


def _together(releases: list[Release]) -> Json:
    """Sections of later releases replace earlier ones, awards too: a corrected award often gets a new number.

    Only parties are gathered from all releases, since a later one may name just those that it changes.
    """
    whole: Json = {}
    parties: dict[str, Json] = {}
    for release in releases:
        for section, value in release.content.items():
            if section in ("awards", "contracts") and _objects(value):
                at = f"{release.pointer}/{section}"
                whole[section] = [{**each, POINTER: f"{at}/{index}"} for index, each in enumerate(_objects(value))]
            elif section == "parties":
                parties.update({str(each.get("id")): each for each in _objects(value)})
            elif value not in (None, "", {}, []):
                whole[section] = value
    return {**whole, "parties": list(parties.values())}


def _gather_release(ocid: str, pointer: str, release: Json, gathering: Gathering) -> None:
    tender = _object(release.get("tender"))
    deals = list(_deals(release))
    title = said(tender.get("title")) or said(release.get("title"))
    status = str(tender.get("status") or "").lower()
    if status in DEAD:
        gathering.skipped.append(Skipped(pointer, ocid, title, f"the tender was {status}"))
        return
    if not deals:
        gathering.skipped.append(Skipped(pointer, ocid, title, _without_award(release, status)))
        return
    for deal in deals:
        state = str(deal.contract.get("status") or deal.award.get("status") or "").lower()
        dead_award = str(deal.award.get("status") or "").lower() not in LIVE_AWARDS
        if state in (*DEAD, "pending") or (dead_award and not deal.contract):
            reason = f"the {'contract' if deal.contract else 'award'} is {state}"
            gathering.skipped.append(Skipped(deal.pointer, ocid, said(deal.award.get("title")) or title, reason))
            continue
        gathering.contracts.append(_contract(ocid, deal, release, gathering))


def _without_award(release: Json, status: str) -> str:
    tags = _texts(release.get("tag"))
    if "planning" in tags or status in ("planning", "planned"):
        return "a planning notice: nothing is awarded"
    return f"no award is stated (tender {status or 'without a status'})"


def _deals(release: Json) -> Iterator[Deal]:
    awards = _objects(release.get("awards"))
    by_id = {str(award.get("id")): award for award in awards}
    used: set[str] = set()
    for contract in _objects(release.get("contracts")):
        award_id = str(contract.get("awardID"))
        used.add(award_id)
        yield Deal(str(contract[POINTER]), contract, by_id.get(award_id, {}))
    for award in awards:
        if str(award.get("id")) not in used:
            yield Deal(str(award[POINTER]), {}, award)


def _contract(ocid: str, deal: Deal, release: Json, gathering: Gathering) -> PublishedContract:
    tender = _object(release.get("tender"))
    period, period_source = _period(deal, tender)
    starts, ends = (gathering.date(period.get(key), deal.pointer) for key in ("startDate", "endDate"))
    gathering.check_period(deal.pointer, starts, ends)
    if ends is None and period.get("durationInDays"):
        gathering.note(deal.pointer, f"no end is stated, but a duration of {period['durationInDays']} days.")
    value = _object(deal.contract.get("value")) or _object(deal.award.get("value"))
    amount, value_is = _amount_of(value)
    pence = gathering.pence(amount, deal.pointer)
    title = said(deal.contract.get("title")) or said(deal.award.get("title")) or said(tender.get("title"))
    bought_by = _party_of(_object(release.get("buyer")), release) or _object(tender.get("procuringEntity"))
    buyer = said(bought_by.get("name"))
    description = said(deal.contract.get("description")) or said(deal.award.get("description"))
    supplier_keys = _supplier_keys(ocid, deal, release, gathering)
    return PublishedContract(
        pointer=deal.pointer,
        ocid=ocid,
        award_id=said(deal.award.get("id")) or said(deal.contract.get("awardID")),
        title=title,
        description=description or said(tender.get("description")),
        buyer=buyer,
        supplier_keys=supplier_keys,
        status=said(deal.contract.get("status")) or said(deal.award.get("status")),
        starts=starts,
        ends=ends,
        max_extent=gathering.date(period.get("maxExtentDate"), deal.pointer),
        period_source=period_source,
        value_pence=pence,
        currency=said(value.get("currency")),
        value_is=value_is,
        cpv=_cpv(deal, tender),
        published_on=gathering.date(deal.award.get("datePublished") or release.get("date"), deal.pointer),
        procedure=said(tender.get("procurementMethodDetails")) or said(tender.get("procurementMethod")),
        source=_source(deal, tender),
        missing=missing_of(title=title, buyer=buyer, suppliers=supplier_keys, starts=starts, ends=ends, value=pence),
    )


def _period(deal: Deal, tender: Json) -> tuple[Json, PeriodSource | None]:
    candidates: tuple[tuple[PeriodSource, object], ...] = (
        ("contract", deal.contract.get("period")),
        ("award", deal.award.get("contractPeriod")),
        ("tender", tender.get("contractPeriod")),
    )
    for source, period in candidates:
        if _object(period).get("startDate") or _object(period).get("endDate"):
            return _object(period), source
    return {}, None


def _amount_of(value: Json) -> tuple[object, ValueIs]:
    if value.get("amountNet") is not None:
        return value["amountNet"], "net"
    if value.get("amount") is not None:
        return value["amount"], ("net" if value.get("amountGross") is not None else "unknown")
    return value.get("amountGross"), ("gross" if value.get("amountGross") is not None else "unknown")


def _supplier_keys(ocid: str, deal: Deal, release: Json, gathering: Gathering) -> tuple[str, ...]:
    keys: list[str] = []
    suppliers = _objects(deal.award.get("suppliers")) or _objects(deal.contract.get("suppliers"))
    for at, supplier in enumerate(suppliers):
        party = _party_of(supplier, release)
        name = said(party.get("name")) or said(_object(party.get("identifier")).get("legalName"))
        if name is None:
            gathering.problem(f"{deal.pointer}/suppliers/{at}", "a supplier without a name", "a name", "add the name")
            continue
        if is_no_supplier(name):
            gathering.note(deal.pointer, f'"{name}" was read as: no supplier.')
            continue
        own = str(party.get("id") or at)
        key = own if own.startswith(GLOBAL_PREFIX) else f"{ocid}:{own}"
        known = gathering.parties.get(key)
        if known is not None and known.name != name:
            key = f"{ocid}:{own}:{at}"
        marks = _identifiers(party, name, deal.pointer, gathering)
        earlier = known.identifiers if known is not None and known.name == name else ()
        gathering.parties[key] = Party(key, name, tuple(dict.fromkeys((*earlier, *marks))))
        keys.append(key)
    return tuple(dict.fromkeys(keys))


def _identifiers(party: Json, name: str, pointer: str, gathering: Gathering) -> list[tuple[str, str]]:
    marks: list[tuple[str, str]] = []
    for each in [_object(party.get("identifier")), *_objects(party.get("additionalIdentifiers"))]:
        scheme, number = said(each.get("scheme")), each.get("id")
        if not scheme or number in (None, ""):
            continue
        mark = identifier(scheme, str(number))
        if mark is None:
            gathering.note(pointer, f'"{name}" has no usable number: {clipped(str(said(str(number))))} is no {scheme}.')
        else:
            marks.append(mark)
    return marks


def _party_of(reference: Json, release: Json) -> Json:
    same = (party for party in _objects(release.get("parties")) if party.get("id") == reference.get("id"))
    party = next(same, {}) if reference.get("id") is not None else {}
    return {**reference, **party}


def _cpv(deal: Deal, tender: Json) -> tuple[str, ...]:
    places = [tender, *_objects(tender.get("items")), *_objects(deal.award.get("items"))]
    codes: list[str] = []
    for place in places:
        classed = [_object(place.get("classification")), *_objects(place.get("additionalClassifications"))]
        cpv = [each for each in classed if str(each.get("scheme") or "").upper() == "CPV" and each.get("id")]
        codes.extend(str(each["id"]).split("-")[0] for each in cpv)
    return tuple(dict.fromkeys(codes))


def _source(deal: Deal, tender: Json) -> str | None:
    for place, wanted in ((deal.award, "awardNotice"), (deal.contract, ""), (tender, "tenderNotice"), (deal.award, "")):
        for document in _objects(place.get("documents")):
            address = str(document.get("url") or "")
            if address.startswith(("https://", "http://")) and wanted in ("", document.get("documentType")):
                return said(address)
    return None


def _is_json(data: bytes) -> bool:
    start = data[:64]
    for mark in MARKS:
        start = start.removeprefix(mark)
    return start.replace(b"\x00", b"").lstrip()[:1] in (b"{", b"[")


def _loaded(data: bytes, title: str, limits: Limits) -> object:
    if len(data) > limits.file_bytes * 2:
        raise unreadable(title, "a package that is too large", f"at most {limits.file_bytes * 2:,} bytes", "divide it")
    try:
        found: object = json.loads(data, parse_float=Decimal)
        return _sound(found) if HALF_SIGNS.search(data) else found
    except json.JSONDecodeError as fault:
        raise unreadable(
            title, f"broken JSON in line {fault.lineno}, character {fault.colno}", NOT_OCDS, "download the file again"
        ) from fault
    except (ValueError, RecursionError) as fault:
        raise unreadable(title, "JSON that cannot be read", NOT_OCDS, "download the file again") from fault


def _sound(value: object) -> object:
    """The value without halves of signs and noughts, which JSON can spell and no database or file can hold."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    if isinstance(value, dict):
        return {_sound(key): _sound(inner) for key, inner in value.items()}
    return [_sound(inner) for inner in value] if isinstance(value, list) else value


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value or "")]
