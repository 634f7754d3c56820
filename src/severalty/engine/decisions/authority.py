"""Whether a delegation or a resolution covers an act: what, how much, when, by whom, after whom was asked.

Local Government Act 1972 s101 lets a council arrange that an officer acts for it; what the arrangement says is its own.
So this reads what is on record and says what speaks against an act. It never says that an act is lawful.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from severalty.engine.dates import DateError, PartialDate, read_date
from severalty.engine.decisions.acts import Deed, acts_in
from severalty.engine.decisions.bodies import DECIDES, Body
from severalty.engine.decisions.delegations import Delegation, Hold
from severalty.engine.decisions.holds import hold_words, holds_against
from severalty.engine.decisions.resolutions import CallIn, Form, Outcome, Resolution
from severalty.engine.evidence import show_money
from severalty.engine.fields import Known


class Cover(StrEnum):
    """Whether an authority covers an act."""

    YES = "covers it"
    NO = "does not cover it"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True, kw_only=True)
class AuthorityQuestion:
    """An act, the key of the delegation or resolution that it is to rest on, and what is on record around it.

    All references are keys of what is handed in. `earlier` are other acts that rested on the same authority.
    """

    deed: Deed
    rests_on: str
    delegations: tuple[Delegation, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    bodies: tuple[Body, ...] = ()
    holds: tuple[Hold, ...] = ()
    earlier: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class Covered:
    """Whether it covers the act, why not in sentences that say how to mend it, what to look at all the same, and the
    names of the delegations from the one named up to the one that a body gave."""

    covers: Cover
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()


_Found = Iterator[tuple[Cover, str]]
_NO, _UNSURE = Cover.NO, Cover.CANNOT_SAY


def covered(question: AuthorityQuestion) -> Covered:
    """Whether an authority covers an act on its day."""
    found = [(_NO, hold_words(one)) for one in holds_against(question.holds, question.deed)]
    chain = _chain(question)
    resolution = next((one for one in question.resolutions if one.key == question.rests_on), None)
    warnings: tuple[str, ...] = ()
    if chain:
        found += [*_chain_faults(chain), *_delegation_faults(question, chain)]
        warnings = tuple(_split_words(question, chain))
    elif resolution is not None:
        found += list(_resolution_faults(question, resolution))
        found += list(_other_council(question.deed, _council(question, resolution.body)))
        warnings = (f"Whether “{resolution.name}” speaks of this act is for you to read; nothing here can tell.",)
    else:
        found.append((_NO, "It rests on no delegation or resolution that is on record. Choose one, or record it."))
    worst = _NO if any(one is _NO for one, _ in found) else _UNSURE if found else Cover.YES
    sentences = tuple(dict.fromkeys(sentence for _, sentence in found))
    return Covered(worst, sentences, warnings, tuple(one.name for one in chain))


def _chain(question: AuthorityQuestion) -> list[Delegation]:
    """The delegation named, what it was passed on from, and so on; it stops where a circle would begin."""
    known, chain = {one.key: one for one in question.delegations}, []
    key = question.rests_on
    while key in known and known[key] not in chain:
        chain.append(known[key])
        key = known[key].parent
    return chain


def _chain_faults(chain: list[Delegation]) -> _Found:
    last = chain[-1]
    if last.parent in {one.key for one in chain}:
        yield _NO, f"“{last.name}” is passed on in a circle. Correct from what it was passed on."
    elif last.parent:
        yield (
            _UNSURE,
            f"From what “{last.name}” was passed on is not on record here. Record it, or ask who passed it on.",
        )
    for parent in chain[1:]:
        if parent.may_pass_on is Known.NO:
            yield _NO, f"“{parent.name}” may not be passed on. Let the {parent.holder} act."
        elif parent.may_pass_on is Known.UNKNOWN:
            yield _UNSURE, f"Whether “{parent.name}” may be passed on is not on record. Look it up and record it."


def _delegation_faults(question: AuthorityQuestion, chain: list[Delegation]) -> _Found:
    deed = question.deed
    for link in chain:
        yield from _act_faults(link, deed)
        yield from _limit_faults(link, deed)
        yield from _day_faults(link, deed.on)
        yield from _consulted_faults(link, deed)
        for council in (link.organisation, _council(question, link.body)):
            yield from _other_council(deed, council)
        if link.resolution:
            yield from _rests_on_resolution(question, link)
    yield from _holder_faults(chain[0], deed)
    yield from _giver_faults(question, chain[-1])


def _act_faults(link: Delegation, deed: Deed) -> _Found:
    acts = acts_in(link.acts).acts
    if not acts:
        yield _UNSURE, f"Which acts “{link.name}” covers is not on record. Record it in the words of the list of acts."
    elif deed.act not in acts:
        words = "; ".join(act.value for act in acts)
        yield _NO, f"“{link.name}” is to {words}, not to {deed.act.value}. Choose another authority."


def _limit_faults(link: Delegation, deed: Deed) -> _Found:
    if link.limit is None:
        return
    limit = show_money(link.limit)
    if deed.amount is None:
        yield _UNSURE, f"“{link.name}” goes up to {limit}, and the whole value of this is not stated. State it."
    elif deed.amount > link.limit:
        yield (
            _NO,
            f"{show_money(deed.amount)} is above the limit of “{link.name}”, {limit}. Take it to those who gave it.",
        )


def _day_faults(link: Delegation, on: PartialDate) -> _Found:
    name = f"“{link.name}”"
    if link.revoked_on is not None and link.revoked_on.first <= on.last:
        yield _NO, f"{name} was revoked on {link.revoked_on}. Choose another authority."
    elif link.revoked_on is None and link.revoked_by:
        yield _UNSURE, f"{name} was revoked; from which day is not on record. Record the day."
    if link.starts is None:
        yield _UNSURE, f"From when {name} runs is not on record. Record the day."
    elif link.starts.first > on.last:
        yield _NO, f"{name} runs from {link.starts}, and this is done on {on}. Wait, or choose another authority."
    elif link.starts.last > on.first:
        yield _UNSURE, f"{name} runs from {link.starts}, which may be after {on}. Record the exact day."
    if link.ends is not None and link.ends.last < on.first:
        yield _NO, f"{name} ended on {link.ends}. Choose another authority, or have it given anew."
    elif link.ends is not None and link.ends.first < on.last:
        yield _UNSURE, f"{name} ends on {link.ends}, which may be before {on}. Record the exact day."


def _holder_faults(link: Delegation, deed: Deed) -> _Found:
    if not deed.officer.strip():
        yield _UNSURE, f"Which post acts is not stated; “{link.name}” is held by the {link.holder}. State the post."
    elif _same_post(deed.officer) != _same_post(link.holder):
        yield _NO, f"“{link.name}” is held by the {link.holder}, not by the {deed.officer.strip()}. Let them act."


def _same_post(post: str) -> str:
    return " ".join(post.split()).casefold().removeprefix("the ")


@dataclass(frozen=True)
class Consulted:
    """A post that was asked, and on what day; None where that is not said."""

    post: str
    on: PartialDate | None


@dataclass(frozen=True)
class AllConsulted:
    """Everybody who was asked."""

    posts: tuple[Consulted, ...]


def consulted_in(text: str) -> AllConsulted:
    """Who was asked on what day, from `Section 151 Officer on 2 April 2026; Chief Executive on 3 April 2026`."""
    return AllConsulted(tuple(_consulted(part.strip()) for part in text.split(";") if part.strip()))


def _consulted(part: str) -> Consulted:
    post, word, when = part.rpartition(" on ")
    try:
        return Consulted(post.strip(), read_date(when.strip().rstrip("."))) if word else Consulted(part, None)
    except DateError:
        return Consulted(part, None)


def _consulted_faults(link: Delegation, deed: Deed) -> _Found:
    asked = {_same_post(one.post): one.on for one in consulted_in(deed.consulted).posts}
    for post in (part.strip() for part in link.in_consultation_with.split(";") if part.strip()):
        when = asked.get(_same_post(post))
        if _same_post(post) not in asked:
            yield (
                _NO,
                (
                    f"“{link.name}” is in consultation with the {post}, and nobody has said when they were asked. Ask "
                    f"them first, then write: {post} on {deed.on}."
                ),
            )
        elif when is None:
            yield _NO, f"On which day the {post} was asked is not stated. Write: {post} on {deed.on}."
        elif when.first > deed.on.last:
            yield _NO, f"The {post} was asked on {when}, after the act of {deed.on}. Ask before, then act."
        elif when.last > deed.on.first:
            yield _UNSURE, f"The {post} was asked on {when}, which may be after {deed.on}. State the exact day."


def _other_council(deed: Deed, council: str) -> _Found:
    if deed.organisation and council and council != deed.organisation:
        yield _NO, "This authority was given by another council. Choose one of the council that the act is for."


def _council(question: AuthorityQuestion, body: str) -> str:
    return next((one.organisation for one in question.bodies if one.key == body), "")


def _rests_on_resolution(question: AuthorityQuestion, link: Delegation) -> _Found:
    resolution = next((one for one in question.resolutions if one.key == link.resolution), None)
    if resolution is None:
        yield _UNSURE, f"The resolution that gave “{link.name}” is not on record here. Record it, or ask who keeps it."
    else:
        yield from _resolution_faults(question, resolution)
        yield from _other_council(question.deed, _council(question, resolution.body))


def _giver_faults(question: AuthorityQuestion, top: Delegation) -> _Found:
    if top.parent:
        return
    body = next((one for one in question.bodies if one.key == top.body), None)
    if body is not None:
        yield from _body_faults(body, f"gave “{top.name}”")
    elif not top.resolution:
        yield _UNSURE, f"Which body gave “{top.name}” is not on record. Record the body, or the resolution."


def _body_faults(body: Body, did: str) -> _Found:
    if body.kind not in DECIDES or body.formal is Known.NO:
        yield _NO, f"{body.name} {did}, and it cannot decide for a council. Take it to a body that can."


def _resolution_faults(question: AuthorityQuestion, resolution: Resolution) -> _Found:
    """What speaks against resting something on a resolution on a day."""
    name, on = f"“{resolution.name}”", question.deed.on
    if resolution.outcome not in (Outcome.APPROVED, Outcome.AMENDED):
        yield _NO, f"{name} was {resolution.outcome.value}, so nothing rests on it. Choose another authority."
    if resolution.form not in (Form.RESOLUTION, Form.OFFICER_DECISION):
        yield _NO, f"{name} is a {resolution.form.value}, which binds nobody. Have it resolved."
    body = next((one for one in question.bodies if one.key == resolution.body), None)
    if body is not None:
        yield from _body_faults(body, f"took {name}")
    if resolution.decided_on is None:
        yield _UNSURE, f"When {name} was taken is not on record. Record the day."
    elif resolution.decided_on.first > on.last:
        yield _NO, f"{name} was taken on {resolution.decided_on}, after {on}. Nothing rests on what is not yet decided."
    yield from _in_effect_faults(resolution, body, on)


def _in_effect_faults(resolution: Resolution, body: Body | None, on: PartialDate) -> _Found:
    name = f"“{resolution.name}”"
    if resolution.expires_on is not None and resolution.expires_on.last < on.first:
        yield _NO, f"{name} lapsed on {resolution.expires_on}. Have it decided again."
    if resolution.effective_on is not None and resolution.effective_on.first > on.last:
        yield _NO, f"{name} takes effect on {resolution.effective_on}. Wait until then."
    if resolution.call_in in (CallIn.PENDING, CallIn.REFERRED_BACK, CallIn.REFERRED_TO_COUNCIL):
        yield _NO, f"{name} was called in and is not settled. Wait for the outcome and record it."
    elif resolution.call_in is CallIn.RELEASED:
        if resolution.call_in_ended_on is None or resolution.call_in_ended_on.first > on.last:
            yield _NO, f"{name} was called in and not settled by {on}. Wait, or record the day on which it was."
    elif resolution.effective_on is None and body is not None and body.call_in is Known.YES:
        yield _UNSURE, f"{name} can be called in; from when it takes effect is not on record. Record the day."


def _split_words(question: AuthorityQuestion, chain: list[Delegation]) -> Iterator[str]:
    """A word where one thing's acts of a day together go above a limit that each keeps: nobody splits to evade it."""
    deed = question.deed
    same = [one for one in question.earlier if one.about == deed.about and one.on == deed.on and one.amount]
    total = sum(one.amount or 0 for one in same) + (deed.amount or 0)
    for link in chain:
        if same and link.limit is not None and total > link.limit:
            yield (
                f"With what was done on the same thing on {deed.on} this comes to {show_money(total)}, above the limit "
                f"of “{link.name}”, {show_money(link.limit)}. A limit counts for the whole; say why this is no split."
            )


@dataclass(frozen=True)
class PassingOn:
    """A delegation that is to be passed on, and what is to be made of it."""

    parent: Delegation
    child: Delegation


@dataclass(frozen=True)
class PassingFaults:
    """Why it cannot be passed on so: the column, and a sentence that says how to mend it."""

    faults: tuple[tuple[str, str], ...]


def passing_faults(passing: PassingOn) -> PassingFaults:
    """What is wider in a delegation than in the one that it was passed on from, and whether that may be passed on."""
    return PassingFaults(tuple(_passing_faults(passing.parent, passing.child)))


def _passing_faults(parent: Delegation, child: Delegation) -> Iterator[tuple[str, str]]:
    if parent.may_pass_on is not Known.YES:
        yield "parent", f"“{parent.name}” is not on record as one that may be passed on."
    more = [act.value for act in acts_in(child.acts).acts if act not in acts_in(parent.acts).acts]
    if more:
        yield "acts", f"“{parent.name}” does not cover: {'; '.join(more)}. Take that out."
    if parent.limit is not None and (child.limit is None or child.limit > parent.limit):
        yield "limit", f"“{parent.name}” goes up to {show_money(parent.limit)}. Enter that or less."
    if parent.starts is not None and (child.starts is None or child.starts.first < parent.starts.first):
        yield "starts", f"“{parent.name}” runs from {parent.starts}. Enter that day or a later one."
    if parent.ends is not None and (child.ends is None or child.ends.last > parent.ends.last):
        yield "ends", f"“{parent.name}” ends on {parent.ends}. Enter that day or an earlier one."
    if parent.revoked_on is not None:
        yield "parent", f"“{parent.name}” was revoked on {parent.revoked_on}."
