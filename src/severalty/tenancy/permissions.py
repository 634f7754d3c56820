"""The permissions, and the roles that hold them."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a person may do for the organisation they act for."""

    ESTATE_VIEW = "see the estate"
    ESTATE_EDIT = "change the organisation's own records"
    ESTATE_IMPORT = "bring in files"
    ESTATE_EXPORT = "take registers away"
    ESTATE_ATTEST = "confirm records"
    BELIEFS_VIEW = "see what the organisation believes about others"
    MONEY_VIEW = "see costs and statements"
    MONEY_EDIT = "change costs and keys"
    APPRAISAL_VIEW = "see appraisals"
    APPRAISAL_EDIT = "change the organisation's own appraisals and scores"
    DISPOSITION_VIEW = "see what becomes of shared things"
    DISPOSITION_EDIT = "propose, answer and record what becomes of shared things"
    RISK_VIEW = "see risks and issues"
    RISK_EDIT = "record, score and review the organisation's own risks"
    EXIT_REPORT = "say how far leaving a supplier is"
    PLAN_VIEW = "see plans, waves and how sure they are"
    PLAN_EDIT = "change the organisation's own plans, and run the planner"
    DECISION_VIEW = "see bodies, meetings and decisions"
    DECISION_EDIT = "record meetings, decisions, delegations and holds"
    PAPER_VIEW = "read papers"
    PAPER_EDIT = "write and freeze papers"
    HISTORY_VIEW = "see who changed what"
    PEOPLE_MANAGE = "appoint people"
    CASE_MANAGE = "change organisations and partnerships"
    INSTALLATION = "administer the installation"


class Role(StrEnum):
    """What a person is for an organisation. Adding a role needs a line here and one in HELD."""

    CLIENT_LEAD = "IT client lead"
    PROGRAMME_MANAGER = "programme manager"
    FINANCE_OFFICER = "finance officer"
    SHARED_SERVICE_LEAD = "shared-service lead"
    SUPPLIER = "supplier"
    MONITORING_OFFICER = "monitoring officer"
    SCRUTINY_READER = "scrutiny reader"
    RECORDS_ADMINISTRATOR = "records administrator"


_VIEW = frozenset(
    {
        Permission.ESTATE_VIEW,
        Permission.ESTATE_EXPORT,
        Permission.MONEY_VIEW,
        Permission.APPRAISAL_VIEW,
        Permission.DISPOSITION_VIEW,
        Permission.DECISION_VIEW,
        Permission.PLAN_VIEW,
        Permission.RISK_VIEW,
        Permission.PAPER_VIEW,
    }
)
_WRITER = _VIEW | {Permission.MONEY_EDIT, Permission.APPRAISAL_EDIT, Permission.DECISION_EDIT, Permission.PAPER_EDIT}
_OFFICER = _WRITER | {
    Permission.ESTATE_EDIT,
    Permission.ESTATE_IMPORT,
    Permission.ESTATE_ATTEST,
    Permission.DISPOSITION_EDIT,
    Permission.PLAN_EDIT,
    Permission.RISK_EDIT,
    Permission.EXIT_REPORT,
    Permission.BELIEFS_VIEW,
    Permission.HISTORY_VIEW,
}
HELD: dict[Role, frozenset[Permission]] = {
    Role.CLIENT_LEAD: _OFFICER | {Permission.PEOPLE_MANAGE},
    Role.PROGRAMME_MANAGER: _OFFICER,
    Role.FINANCE_OFFICER: _WRITER
    | {Permission.RISK_EDIT, Permission.HISTORY_VIEW, Permission.BELIEFS_VIEW, Permission.ESTATE_IMPORT},
    Role.SHARED_SERVICE_LEAD: _OFFICER,
    Role.MONITORING_OFFICER: _WRITER | {Permission.HISTORY_VIEW, Permission.ESTATE_IMPORT},
    Role.SUPPLIER: _VIEW | {Permission.EXIT_REPORT},
    Role.SCRUTINY_READER: _VIEW,
    Role.RECORDS_ADMINISTRATOR: frozenset(Permission) - {Permission.INSTALLATION},
}
PUBLIC = _VIEW
"""What anyone may do with what is public."""


def held_by(role: str) -> frozenset[Permission]:
    """The permissions of a role; none for a word that is not a role."""
    return HELD.get(Role(role), frozenset()) if role in set(Role) else frozenset()
