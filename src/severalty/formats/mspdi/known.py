"""The elements of MSPDI in the order of its schema, those that nothing here reads among them."""

from __future__ import annotations

from functools import cache

_EXTENDED = "UID FieldID Value ValueGUID DurationFormat"
_CODE = "UID FieldID ValueID ValueGUID"
_ORDERS = {
    "Project": """SaveVersion UID BuildNumber Name GUID Title Subject Category Company Manager Author CreationDate
        Revision LastSaved ScheduleFromStart StartDate FinishDate FYStartDate CriticalSlackLimit CurrencyDigits
        CurrencySymbol CurrencyCode CurrencySymbolPosition CalendarUID DefaultStartTime DefaultFinishTime
        MinutesPerDay MinutesPerWeek DaysPerMonth DefaultTaskType DefaultFixedCostAccrual DefaultStandardRate
        DefaultOvertimeRate DurationFormat WorkFormat EditableActualCosts HonorConstraints EarnedValueMethod
        InsertedProjectsLikeSummary MultipleCriticalPaths NewTasksEffortDriven NewTasksEstimated
        SplitsInProgressTasks SpreadActualCost SpreadPercentComplete TaskUpdatesResource FiscalYearStart WeekStartDay
        MoveCompletedEndsBack MoveRemainingStartsBack MoveRemainingStartsForward MoveCompletedEndsForward
        BaselineForEarnedValue AutoAddNewResourcesAndTasks StatusDate CurrentDate MicrosoftProjectServerURL Autolink
        NewTaskStartDate NewTasksAreManual DefaultTaskEVMethod ProjectExternallyEdited ExtendedCreationDate
        ActualsInSync RemoveFileProperties AdminProject BaselineCalendar
        UpdateManuallyScheduledTasksWhenEditingLinks KeepTaskOnNearestWorkingTimeWhenMadeAutoScheduled
        Views Filters Groups Tables Maps Reports Drawings DataLinks VBAProjects OutlineCodes WBSMasks
        ExtendedAttributes Calendars Tasks Resources Assignments""",
    "Task": """UID GUID ID Name Active Manual Type IsNull CreateDate Contact WBS WBSLevel OutlineNumber OutlineLevel
        Priority Start Finish Duration ManualStart ManualFinish ManualDuration DurationFormat FreeformDurationFormat
        Work Stop Resume ResumeValid EffortDriven Recurring OverAllocated Estimated Milestone Summary
        DisplayAsSummary Critical IsSubproject IsSubprojectReadOnly SubprojectName ExternalTask ExternalTaskProject
        EarlyStart EarlyFinish LateStart LateFinish StartVariance FinishVariance WorkVariance FreeSlack TotalSlack
        StartSlack FinishSlack FixedCost FixedCostAccrual PercentComplete PercentWorkComplete Cost OvertimeCost
        OvertimeWork ActualStart ActualFinish ActualDuration ActualCost ActualOvertimeCost ActualWork
        ActualOvertimeWork RegularWork RemainingDuration RemainingCost RemainingWork RemainingOvertimeCost
        RemainingOvertimeWork ACWP CV ConstraintType CalendarUID ConstraintDate Deadline LevelAssignments
        LevelingCanSplit LevelingDelay LevelingDelayFormat PreLeveledStart PreLeveledFinish Hyperlink
        HyperlinkAddress HyperlinkSubAddress IgnoreResourceCalendar Notes HideBar Rollup BCWS BCWP
        PhysicalPercentComplete EarnedValueMethod PredecessorLink ActualWorkProtected ActualOvertimeWorkProtected
        ExtendedAttribute Baseline OutlineCode IsPublished StatusManager CommitmentStart CommitmentFinish
        CommitmentType StartText FinishText DurationText TimephasedData""",
    "Link": "PredecessorUID Type CrossProject CrossProjectName LinkLag LagFormat",
    "TaskBaseline": """TimephasedData Number Interim Start Finish Duration DurationFormat EstimatedDuration Work Cost
        BCWS BCWP FixedCost""",
    "TimePhase": "Type UID Start Finish Unit Value",
    "ExtendedValue": _EXTENDED,
    "CodeValue": _CODE,
    "Resource": """UID GUID ID Name Type IsNull Initials Phonetics NTAccount MaterialLabel Code Group WorkGroup
        EmailAddress Hyperlink HyperlinkAddress HyperlinkSubAddress MaxUnits PeakUnits OverAllocated AvailableFrom
        AvailableTo Start Finish CanLevel AccrueAt Work RegularWork OvertimeWork ActualWork RemainingWork
        ActualOvertimeWork RemainingOvertimeWork PercentWorkComplete StandardRate StandardRateFormat Cost
        OvertimeRate OvertimeRateFormat OvertimeCost CostPerUse ActualCost ActualOvertimeCost RemainingCost
        RemainingOvertimeCost WorkVariance CostVariance SV CV ACWP CalendarUID Notes BCWS BCWP IsGeneric IsInactive
        IsEnterprise BookingType ActualWorkProtected ActualOvertimeWorkProtected ActiveDirectoryGUID CreationDate
        ExtendedAttribute Baseline OutlineCode CostCenter IsCostResource AssnOwner AssnOwnerGuid IsBudget
        AvailabilityPeriods Rates TimephasedData""",
    "ResourceBaseline": "Number Work Cost BCWS BCWP",
    "Availability": "AvailableFrom AvailableTo AvailableUnits",
    "Rate": """RatesFrom RatesTo RateTable StandardRate StandardRateFormat OvertimeRate OvertimeRateFormat
        CostPerUse""",
    "Assignment": """UID GUID TaskUID ResourceUID PercentWorkComplete ActualCost ActualFinish ActualOvertimeCost
        ActualOvertimeWork ActualStart ActualWork ACWP Confirmed Cost CostRateTable RateScale CostVariance CV Delay
        Finish FinishVariance Hyperlink HyperlinkAddress HyperlinkSubAddress WorkVariance HasFixedRateUnits
        FixedMaterial LevelingDelay LevelingDelayFormat LinkedFields Milestone Notes Overallocated OvertimeCost
        OvertimeWork PeakUnits RegularWork RemainingCost RemainingOvertimeCost RemainingOvertimeWork RemainingWork
        ResponsePending Start Stop Resume StartVariance Summary SV Units UpdateNeeded VAC Work WorkContour BCWS BCWP
        BookingType ActualWorkProtected ActualOvertimeWorkProtected CreationDate AssnOwner AssnOwnerGuid BudgetCost
        BudgetWork ExtendedAttribute Baseline TimephasedData""",
    "AssignmentBaseline": "TimephasedData Number Start Finish Work Cost BCWS BCWP",
    "Calendar": """UID GUID Name IsBaseCalendar IsBaselineCalendar BaseCalendarUID WeekDays Exceptions WorkWeeks""",
    "WeekDay": "DayType DayWorking TimePeriod WorkingTimes",
    "WorkingTime": "FromTime ToTime",
    "Period": "FromDate ToDate",
    "CalendarException": """EnteredByOccurrences TimePeriod Occurrences Name Type Period DaysOfWeek MonthItem
        MonthPosition Month MonthDay DayWorking WorkingTimes""",
    "WorkWeek": "TimePeriod Name WeekDays",
    "ExtendedField": """FieldID FieldName CFType Guid ElemType MaxMultiValues UserDef Alias SecondaryPID AutoRollDown
        DefaultGuid Ltuid SecondaryGuid PhoneticAlias RollupType CalculationType Formula RestrictValues
        ValuelistSortOrder AppendNewValues Default ValueList""",
    "ListValue": "ID Value Description Phonetic",
    "OutlineCode": """Guid FieldID FieldName Alias PhoneticAlias Values Enterprise EnterpriseOutlineCodeAlias
        ResourceSubstitutionEnabled LeafOnly AllLevelsRequired OnlyTableValuesAllowed ShowIndent Masks""",
    "CodeEntry": "ValueID FieldGUID Type IsCollapsed ParentValueID Value Description",
    "CodeMask": "Level Type Length Separator",
}


@cache
def order_of(record: str) -> dict[str, int]:
    """The place of each element in a record of this name."""
    return {tag: place for place, tag in enumerate(_ORDERS[record].split())}
