"""Counting users from a directory's export: who counts, for which partner, and that no person's data stays."""

import datetime as dt

import pytest

from severalty.formats.directory import Counting, count_users
from severalty.formats.problems import Unreadable

DAY = dt.date(2025, 3, 31)
DOMAINS = {"marlow.example": "Marlow Vale", "@Fenby.example": "Fenby", "leas.example": "The Leas"}
EXPORT = b"""userPrincipalName,displayName,accountEnabled,userType,companyName,assignedLicenses
ada@marlow.example,Ada One,True,Member,Marlow Vale DC,E3
BEN@MARLOW.EXAMPLE,Ben Two,TRUE,Member,Marlow Vale DC,
ben@marlow.example,Ben Two,True,Member,Marlow Vale DC,E3
cy@fenby.example,Cy Three,True,Member,Fenby,E3
dee@fenby.example,Dee Four,False,Member,Fenby,E3
eve_other.example#EXT#@marlow.example,Eve Five,True,Guest,,
svc_backup@marlow.example,Backup,True,Member,,
room1@fenby.example,Room 1,True,SharedMailbox,,
fay@elsewhere.example,Fay Six,True,Member,Trust,E3
nobody,Gus Seven,True,Member,Fenby,E3
"""


def test_users_are_counted_by_domain_without_those_who_do_not_count():
    found = count_users(EXPORT, Counting(DOMAINS), census_on=DAY)
    assert found.by_partner == {"Marlow Vale": 2, "Fenby": 1, "The Leas": 0}, "users fall to the wrong partner"
    expected = {"listed twice": 1, "disabled": 1, "guest": 1, "service account": 1, "shared": 1}
    assert found.excluded == expected, "an account is left out for the wrong reason"
    assert found.unmatched == {"elsewhere.example": 1}, "a strange domain is not listed"
    assert [problem.row for problem in found.problems] == [11], "a row without an address is not named"
    assert found.census_on == DAY, "the day of the census is lost"


def test_options_bring_accounts_back():
    counting = Counting(
        DOMAINS, without_disabled=False, without_guests=False, without_shared=False, without_service=False
    )
    found = count_users(EXPORT, counting, census_on=DAY)
    assert found.by_partner == {"Marlow Vale": 4, "Fenby": 3, "The Leas": 0}, (
        "an option does not bring its accounts back"
    )


def test_users_are_counted_by_company():
    companies = {"marlow vale dc": "Marlow Vale", "Fenby": "Fenby"}
    found = count_users(EXPORT, Counting(companies, by="company"), census_on=DAY)
    assert found.by_partner == {"Marlow Vale": 2, "Fenby": 2}, "capitals of the company column decide"
    assert found.unmatched == {"trust": 1}, "a strange company is not listed"


def test_unlicensed_users_can_be_left_out():
    found = count_users(EXPORT, Counting(DOMAINS, without_unlicensed=True), census_on=DAY)
    assert found.excluded["unlicensed"] == 1, "a user without licence counts"


def test_blocked_means_the_opposite_of_enabled():
    export = b"User principal name,Block credential\na@marlow.example,True\nb@marlow.example,False\n"
    found = count_users(export, Counting(DOMAINS), census_on=DAY)
    assert (found.by_partner["Marlow Vale"], found.excluded) == (1, {"disabled": 1}), "blocked users count as active"


def test_group_members_are_counted():
    found = count_users(
        b"Group,Member email\nDesk,a@fenby.example\nDesk,b@fenby.example\n", Counting(DOMAINS), census_on=DAY
    )
    assert found.by_partner["Fenby"] == 2, "members of a group are not counted"
    assert any("enabled" in notice for notice in found.notices), "what could not be checked is not told"


def test_nothing_of_a_person_stays():
    long = EXPORT + b"x@fenby.example,#REF!,True,Member," + b"Secret Name " * 4000 + b",\n"
    shown = repr(count_users(long, Counting(DOMAINS), census_on=DAY))
    for detail in ("Ada", "ada@", "Ben", "Cy Three", "Gus", "nobody", "Secret", "svc_backup"):
        assert detail not in shown, f"a person's data stays in the result: {detail}"


def test_a_list_without_the_needed_column_is_refused():
    with pytest.raises(Unreadable, match="department"):
        count_users(EXPORT, Counting({"IT": "Fenby"}, by="department"), census_on=DAY)
