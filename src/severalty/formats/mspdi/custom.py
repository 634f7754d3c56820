"""Fields that a project defines for itself, outline codes, and their values; and values spread over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from severalty.formats.mspdi.shape import Record, leaf, parts
from severalty.formats.mspdi.values import BOOLEAN, MOMENT, TEXT, WHOLE


@dataclass(frozen=True, kw_only=True)
class ListValue(Record):
    """A value that an own field may take."""

    id: int | None = leaf("ID", WHOLE)
    value: str = leaf("Value", TEXT, "")
    description: str = leaf("Description", TEXT, "")
    phonetic: str = leaf("Phonetic", TEXT, "")


@dataclass(frozen=True, kw_only=True)
class ExtendedField(Record):
    """An own field: which of the stock fields it is (`field_id`), and the name the project gives it (`alias`)."""

    field_id: str = leaf("FieldID", TEXT, "", always=True)
    name: str = leaf("FieldName", TEXT, "")
    kind: int | None = leaf("CFType", WHOLE)
    guid: str = leaf("Guid", TEXT, "")
    element: int | None = leaf("ElemType", WHOLE)
    most_values: int | None = leaf("MaxMultiValues", WHOLE)
    user_defined: bool = leaf("UserDef", BOOLEAN, False)
    alias: str = leaf("Alias", TEXT, "")
    secondary: str = leaf("SecondaryPID", TEXT, "")
    rolls_down: bool = leaf("AutoRollDown", BOOLEAN, False)
    default_guid: str = leaf("DefaultGuid", TEXT, "")
    lookup: str = leaf("Ltuid", TEXT, "")
    secondary_guid: str = leaf("SecondaryGuid", TEXT, "")
    phonetic: str = leaf("PhoneticAlias", TEXT, "")
    roll_up: int | None = leaf("RollupType", WHOLE)
    calculation: int | None = leaf("CalculationType", WHOLE)
    formula: str = leaf("Formula", TEXT, "")
    restricted: bool = leaf("RestrictValues", BOOLEAN, False)
    sort_order: int | None = leaf("ValuelistSortOrder", WHOLE)
    appends: bool = leaf("AppendNewValues", BOOLEAN, False)
    default: str = leaf("Default", TEXT, "")
    values: tuple[ListValue, ...] = parts("Value", ListValue, inside="ValueList")


@dataclass(frozen=True, kw_only=True)
class ExtendedValue(Record):
    """The value of an own field, as text; one from a list is named by `value_guid`."""

    uid: int | None = leaf("UID", WHOLE)
    field_id: str = leaf("FieldID", TEXT, "", always=True)
    value: str = leaf("Value", TEXT, "", always=True)
    value_guid: str = leaf("ValueGUID", TEXT, "")
    duration_format: int | None = leaf("DurationFormat", WHOLE)


@dataclass(frozen=True, kw_only=True)
class CodeMask(Record):
    """One level of an outline code."""

    level: int | None = leaf("Level", WHOLE)
    kind: int | None = leaf("Type", WHOLE)
    length: int | None = leaf("Length", WHOLE)
    separator: str = leaf("Separator", TEXT, "")


@dataclass(frozen=True, kw_only=True)
class CodeEntry(Record):
    """A value of an outline code, below another where `parent` names one."""

    id: int | None = leaf("ValueID", WHOLE)
    guid: str = leaf("FieldGUID", TEXT, "")
    kind: int | None = leaf("Type", WHOLE)
    collapsed: bool = leaf("IsCollapsed", BOOLEAN, False)
    parent: int | None = leaf("ParentValueID", WHOLE)
    value: str = leaf("Value", TEXT, "")
    description: str = leaf("Description", TEXT, "")


@dataclass(frozen=True, kw_only=True)
class OutlineCode(Record):
    """A tree of values that tasks and resources are sorted by."""

    guid: str = leaf("Guid", TEXT, "")
    field_id: str = leaf("FieldID", TEXT, "")
    name: str = leaf("FieldName", TEXT, "")
    alias: str = leaf("Alias", TEXT, "")
    phonetic: str = leaf("PhoneticAlias", TEXT, "")
    entries: tuple[CodeEntry, ...] = parts("Value", CodeEntry, inside="Values")
    enterprise: bool = leaf("Enterprise", BOOLEAN, False)
    enterprise_alias: int | None = leaf("EnterpriseOutlineCodeAlias", WHOLE)
    substitutes: bool = leaf("ResourceSubstitutionEnabled", BOOLEAN, False)
    leaf_only: bool = leaf("LeafOnly", BOOLEAN, False)
    all_levels: bool = leaf("AllLevelsRequired", BOOLEAN, False)
    table_only: bool = leaf("OnlyTableValuesAllowed", BOOLEAN, False)
    indents: bool = leaf("ShowIndent", BOOLEAN, False)
    masks: tuple[CodeMask, ...] = parts("Mask", CodeMask, inside="Masks")


@dataclass(frozen=True, kw_only=True)
class CodeValue(Record):
    """The place of a task or resource in the tree of an outline code."""

    uid: int | None = leaf("UID", WHOLE)
    field_id: str = leaf("FieldID", TEXT, "")
    value_id: int | None = leaf("ValueID", WHOLE)
    value_guid: str = leaf("ValueGUID", TEXT, "")


REMAINING_WORK, ACTUAL_WORK = 1, 2


@dataclass(frozen=True, kw_only=True)
class TimePhase(Record):
    """What falls on a stretch of time: work as a length of time, a cost as a number, by `kind`.

    Of an assignment, 1 is remaining work and 2 actual work; baselines have kinds of their own. `unit`: 0 minutes, 1
    hours, 2 days, 3 weeks, 5 months, 8 years.
    """

    kind: int | None = leaf("Type", WHOLE, always=True)
    uid: int | None = leaf("UID", WHOLE)
    starts: datetime | None = leaf("Start", MOMENT)
    ends: datetime | None = leaf("Finish", MOMENT)
    unit: int | None = leaf("Unit", WHOLE)
    value: str = leaf("Value", TEXT, "")
