"""Tags and filters of every page: money, dates, marks, shares, links that keep their parameters."""

from typing import Any

from django import forms, template
from django.http import QueryDict
from django.template import Context
from django.utils.safestring import SafeString

from severalty.engine.dates import DateError, read_date
from severalty.engine.evidence import Evidence
from severalty.web import marks, pictures
from severalty.web.forms import error_target

register = template.Library()


@register.simple_tag(name="money")
def money_tag(pence: int | None, evidence: Any = Evidence.REPORTED) -> SafeString:
    """`{% money item.pence item.evidence %}`: an amount as precise as its evidence, and marked when invented."""
    return marks.money_mark(pence, evidence)


@register.simple_tag(name="pounds")
def pounds_tag(pence: int | None, evidence: Any = Evidence.REPORTED) -> SafeString:
    """`{% pounds item.pence item.evidence %}`: the same in whole pounds, for what was worked out over years."""
    return marks.pounds_mark(pence, evidence)


@register.filter(name="money")
def money_filter(pence: int | None, evidence: Any = Evidence.REPORTED) -> SafeString:
    """`{{ item.pence|money:item.evidence }}`: the same as the tag."""
    return marks.money_mark(pence, evidence)


@register.filter
def partial_date(value: Any) -> str:
    """A date as people write it, with its precision; a text that is no date stays as it is."""
    try:
        return marks.date_words(read_date(value) if isinstance(value, str) and value else value)
    except DateError:
        return str(value)


@register.simple_tag
def evidence_tag(cls: Any) -> SafeString:
    """What a value rests on, as a mark with words."""
    return marks.evidence_mark(cls)


@register.simple_tag
def swatch(organisation: Any, *, bare: bool = False) -> SafeString:
    """The colour and pattern of an organisation with its name; several are joint; `bare` leaves the name out."""
    return marks.swatch_mark(organisation) if bare else marks.holder_mark(organisation)


@register.simple_tag
def lock(text: str) -> SafeString:
    """A small lock with the words that say who alone sees this."""
    return marks.lock_mark(text)


@register.simple_tag
def tag(text: str, tone: str = "plain") -> SafeString:
    """A word in a box; tones are plain, good, warn, bad and joint."""
    return marks.tag_mark(marks.Tag(str(text), tone))


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """The query of this address with something changed; `key=None` takes it out."""
    request = context.get("request")
    params = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None or value == "":
            params.pop(key, None)
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}"


@register.simple_tag
def share(weight: int, total: int) -> str:
    """`499 of 1,069 (46.7%)`; of nothing there is no percentage."""
    return f"{weight:,} of {total:,} ({100 * weight / total:.1f}%)" if total else f"{weight:,} of {total:,}"


@register.simple_tag
def plural(count: int, one: str, many: str = "") -> str:
    """`1 contract`, `3 contracts`; the plural adds an s unless it is given."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


@register.simple_tag
def meter(fraction: float, label: str = "") -> SafeString:
    """A small bar for a part of one whole, with the percentage in words beside it."""
    return pictures.meter(fraction, label=label)


@register.filter(name="error_target")
def error_target_filter(field: forms.BoundField) -> str:
    """The id that a link to this field's error leads to."""
    return error_target(field)
