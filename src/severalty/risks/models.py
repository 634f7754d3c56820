"""Tables of risks with their matrices, appetites, controls, actions, effects and reviews, and of issues."""

from typing import Any

from django.db import models

from severalty.engine.fields import Known
from severalty.engine.risks.matrices import CellStanding
from severalty.engine.risks.quantities import EffectStage
from severalty.engine.risks.register import ControlState, Proximity, Response, RiskState, Severity
from severalty.tenancy.fields import Child, any_text, item_of, link, one_line, one_of, whole
from severalty.tenancy.models import Item, Organisation, PartialDateField


def _word(words: Any, default: Any) -> Any:
    return one_of(words, default, 40)


class RiskMatrix(models.Model):
    """A matrix of likelihood and impact."""

    item = item_of("risk_matrix")
    likelihoods = any_text()
    impacts = any_text()


class MatrixBand(Child):
    """One band of a matrix."""

    matrix = link(RiskMatrix, "bands", needed=True)
    place = models.BigIntegerField()
    word = one_line()
    calls_for = any_text()


class MatrixCell(Child):
    """In which band one cell of a matrix lies."""

    matrix = link(RiskMatrix, "cells", needed=True)
    likelihood = models.BigIntegerField()
    impact = models.BigIntegerField()
    band = whole()
    standing = _word(CellStanding, CellStanding.OPEN)
    reason = any_text()


class RiskAppetite(models.Model):
    """The highest band that an organisation bears in one category."""

    item = item_of("risk_appetite")
    organisation = link(Organisation)
    category = one_line()
    matrix = link(RiskMatrix, "appetites", needed=True)
    most = one_line()
    taken_to = one_line()


class Risk(models.Model):
    """Something that may happen."""

    item = item_of("risk")
    number = whole()
    category = one_line()
    cause = any_text()
    event = any_text()
    effect = any_text()
    owned_by = link(Organisation)
    owner = one_line()
    owner_post = link(Item)
    thing = link(Item, "risks")
    raised_on = PartialDateField()
    proximity = _word(Proximity, Proximity.UNKNOWN)
    matrix = link(RiskMatrix, "risks")
    inherent_likelihood = whole()
    inherent_impact = whole()
    current_likelihood = whole()
    current_impact = whole()
    target_likelihood = whole()
    target_impact = whole()
    stated_band = one_line()
    response = _word(Response, Response.UNKNOWN)
    review_on = PartialDateField()
    accepted_by = one_line()
    accepted_on = PartialDateField()
    accepted_until = PartialDateField()
    acceptance_reason = any_text()
    discriminates = _word(Known, Known.UNKNOWN)
    state = _word(RiskState, RiskState.OPEN)
    closed_on = PartialDateField()
    closed_reason = any_text()


class RiskControl(models.Model):
    """What makes a risk less likely or less bad."""

    item = item_of("risk_control")
    risk = link(Risk, "controls")
    number = whole()
    state = _word(ControlState, ControlState.UNKNOWN)
    owner = one_line()
    checked_on = PartialDateField()
    works = _word(Known, Known.UNKNOWN)


class RiskAction(models.Model):
    """One thing to do about a risk."""

    item = item_of("risk_action")
    risk = link(Risk, "actions", needed=True)
    owner = one_line()
    due = PartialDateField()
    done_on = PartialDateField()
    proof = one_line()
    cost = whole()


class RiskEffect(models.Model):
    """What a risk would do to one thing."""

    item = item_of("risk_effect")
    risk = link(Risk, "effects", needed=True)
    thing = link(Item, "risk_effects", needed=True)
    stage = _word(EffectStage, EffectStage.BEFORE)
    probability = one_line(12)
    days_low = whole()
    days_likely = whole()
    days_high = whole()
    pounds_low = whole()
    pounds_likely = whole()
    pounds_high = whole()
    factor_low = one_line(12)
    factor_likely = one_line(12)
    factor_high = one_line(12)


class RiskReview(Child):
    """What one organisation found when it looked at a risk on a day."""

    risk = link(Risk, "reviews", needed=True)
    organisation = link(Organisation, needed=True)
    reviewed_on = PartialDateField()
    likelihood = whole()
    impact = whole()
    target_likelihood = whole()
    target_impact = whole()
    note = any_text()


class Issue(models.Model):
    """Something that has gone wrong already."""

    item = item_of("issue")
    risk = link(Risk, "issues")
    thing = link(Item, "issues_about")
    owned_by = link(Organisation)
    owner = one_line()
    severity = _word(Severity, Severity.UNKNOWN)
    raised_on = PartialDateField()
    due = PartialDateField()
    answer = any_text()
    resolved_on = PartialDateField()
