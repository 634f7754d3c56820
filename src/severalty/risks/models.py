"""Tables of risks with their matrices, appetites, controls, actions, effects and reviews, and of issues."""

from typing import Any

from django.db import models

from severalty.engine.fields import Known
from severalty.engine.risks.matrices import CellStanding
from severalty.engine.risks.quantities import EffectStage
from severalty.engine.risks.register import ControlState, Proximity, Response, RiskState, Severity
from severalty.tenancy.models import Case, Item, Organisation, PartialDateField, choices


def _item(name: str) -> Any:
    return models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name=name)


def _of(table: Any, name: str = "+", *, needed: bool = False) -> Any:
    return models.ForeignKey(table, null=not needed, on_delete=models.PROTECT, related_name=name)


def _word(words: Any, default: Any) -> Any:
    return models.CharField(max_length=40, choices=choices(words), default=default)


def _line() -> Any:
    return models.CharField(max_length=300, blank=True)


def _text() -> Any:
    return models.TextField(blank=True)


def _whole() -> Any:
    return models.BigIntegerField(null=True)


def _percent() -> Any:
    return models.CharField(max_length=12, blank=True)


class _Child(models.Model):
    """A row under an item, which decides who sees it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = _line()

    class Meta:
        abstract = True


class RiskMatrix(models.Model):
    """A matrix of likelihood and impact."""

    item = _item("risk_matrix")
    likelihoods = _text()
    impacts = _text()


class MatrixBand(_Child):
    """One band of a matrix."""

    matrix = _of(RiskMatrix, "bands", needed=True)
    place = models.BigIntegerField()
    word = _line()
    calls_for = _text()


class MatrixCell(_Child):
    """In which band one cell of a matrix lies."""

    matrix = _of(RiskMatrix, "cells", needed=True)
    likelihood = models.BigIntegerField()
    impact = models.BigIntegerField()
    band = _whole()
    standing = _word(CellStanding, CellStanding.OPEN)
    reason = _text()


class RiskAppetite(models.Model):
    """The highest band that an organisation bears in one category."""

    item = _item("risk_appetite")
    organisation = _of(Organisation)
    category = _line()
    matrix = _of(RiskMatrix, "appetites", needed=True)
    most = _line()
    taken_to = _line()


class Risk(models.Model):
    """Something that may happen."""

    item = _item("risk")
    number = _whole()
    category = _line()
    cause = _text()
    event = _text()
    effect = _text()
    owned_by = _of(Organisation)
    owner = _line()
    owner_post = _of(Item)
    thing = _of(Item, "risks")
    raised_on = PartialDateField()
    proximity = _word(Proximity, Proximity.UNKNOWN)
    matrix = _of(RiskMatrix, "risks")
    inherent_likelihood = _whole()
    inherent_impact = _whole()
    current_likelihood = _whole()
    current_impact = _whole()
    target_likelihood = _whole()
    target_impact = _whole()
    stated_band = _line()
    response = _word(Response, Response.UNKNOWN)
    review_on = PartialDateField()
    accepted_by = _line()
    accepted_on = PartialDateField()
    accepted_until = PartialDateField()
    acceptance_reason = _text()
    discriminates = _word(Known, Known.UNKNOWN)
    state = _word(RiskState, RiskState.OPEN)
    closed_on = PartialDateField()
    closed_reason = _text()


class RiskControl(models.Model):
    """What makes a risk less likely or less bad."""

    item = _item("risk_control")
    risk = _of(Risk, "controls")
    number = _whole()
    state = _word(ControlState, ControlState.UNKNOWN)
    owner = _line()
    checked_on = PartialDateField()
    works = _word(Known, Known.UNKNOWN)


class RiskAction(models.Model):
    """One thing to do about a risk."""

    item = _item("risk_action")
    risk = _of(Risk, "actions", needed=True)
    owner = _line()
    due = PartialDateField()
    done_on = PartialDateField()
    proof = _line()
    cost = _whole()


class RiskEffect(models.Model):
    """What a risk would do to one thing."""

    item = _item("risk_effect")
    risk = _of(Risk, "effects", needed=True)
    thing = _of(Item, "risk_effects", needed=True)
    stage = _word(EffectStage, EffectStage.BEFORE)
    probability = _percent()
    days_low = _whole()
    days_likely = _whole()
    days_high = _whole()
    pounds_low = _whole()
    pounds_likely = _whole()
    pounds_high = _whole()
    factor_low = _percent()
    factor_likely = _percent()
    factor_high = _percent()


class RiskReview(_Child):
    """What one organisation found when it looked at a risk on a day."""

    risk = _of(Risk, "reviews", needed=True)
    organisation = _of(Organisation, needed=True)
    reviewed_on = PartialDateField()
    likelihood = _whole()
    impact = _whole()
    target_likelihood = _whole()
    target_impact = _whole()
    note = _text()


class Issue(models.Model):
    """Something that has gone wrong already."""

    item = _item("issue")
    risk = _of(Risk, "issues")
    thing = _of(Item, "issues_about")
    owned_by = _of(Organisation)
    owner = _line()
    severity = _word(Severity, Severity.UNKNOWN)
    raised_on = PartialDateField()
    due = PartialDateField()
    answer = _text()
    resolved_on = PartialDateField()
