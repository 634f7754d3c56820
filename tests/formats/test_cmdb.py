"""Configuration databases: classes, services and dependencies, and what could not be mapped."""

from pathlib import Path

import pytest

from severalty.formats.cmdb import read_cmdb
from severalty.formats.problems import Unreadable

DATA = Path(__file__).parent.parent / "data"


def names(found) -> dict[str, str]:
    return {each.key: each.name for each in (*found.items, *found.services)}


def links(found) -> set[tuple[str, str, str]]:
    known = names(found)
    return {(known[each.depends], each.kind, known[each.on]) for each in found.dependencies}


def test_archisurance_is_accounted_for_whole():
    found = read_cmdb(DATA / "archimate" / "archisurance.xml")
    elements = [each for each in found.unmapped if each.place.startswith("element")]
    relations = [each for each in found.unmapped if each.place.startswith("relationship")]
    assert len(found.items) + len(found.services) + len(elements) == 120, "an element is neither mapped nor listed"
    assert len(found.dependencies) + len(relations) <= 178, "a relation is counted twice"
    assert not found.problems, "a sound model has problems"


def test_archisurance_classes_and_directions():
    found = read_cmdb(DATA / "archimate" / "archisurance.xml")
    classes = {each.name: each.item_class for each in found.items}
    expected = {"CRM System": "application", "LAN": "network", "DBMS": "data store", "Mainframe": "infrastructure"}
    assert {name: classes[name] for name in expected} == expected, "elements fall into the wrong class"
    assert ("CIS", "runs on", "CRM System") in links(found), "realisation is turned round"
    assert ("Bank System", "runs on", "BIBIT Server") in links(found), "an application's server is lost"
    assert ("Web portal", "exchanges data with", "CRM System") in links(found), "serving is turned round"
    assert "Principle" in {each.source_type for each in found.unmapped}, "what has no place is not listed by type"


@pytest.mark.parametrize(
    ("file", "items", "problems"),
    [
        ("app_name_with_spaces.csv", 1, 1),
        ("app_name_with_spaces_21.csv", 1, 1),
        ("desc_comments_char_limit_rows.csv", 0, 2),
        ("invalid_column_schema.csv", 0, 1),
        ("invalid_record_type_21.csv", 0, 2),
        ("invalid_schema_21.csv", 0, 1),
        ("lantik_bug.csv", 1, 0),
        ("mandatory_and_empty_row_21.csv", 2, 0),
        ("mandatory_and_empty_rows.csv", 2, 0),
        ("missing_application_name.csv", 0, 1),
        ("missing_business_21.csv", 1, 0),
        ("missing_tags_and_bs.csv", 2, 0),
        ("non_existing_tags_business_service_rows.csv", 2, 0),
        ("template_application_import.csv", 3, 0),
        ("valid_application_rows.csv", 2, 0),
    ],
)
def test_konveyor_files_do_as_their_names_say(file, items, problems):
    found = read_cmdb(DATA / "konveyor" / file)
    assert (len(found.items), len(found.problems)) == (items, problems), (
        f"{file} has another outcome than its name says"
    )


def test_konveyor_dependencies_have_a_direction():
    found = read_cmdb(DATA / "konveyor" / "template_application_import.csv")
    assert ("Gateway", "exchanges data with", "Inventory") in links(found), "southbound is turned round"
    assert ("Retail", "runs on", "Customers") in links(found), "the business service does not rest on its application"
    assert ("Database", "Oracle") in found.items[0].attributes, "a tag is lost"


def test_konveyor_dependencies_on_nothing_are_problems():
    head = (
        "Record Type 1,Application Name,Description,Comments,Business Service,Dependency,Dependency Direction,Owner\n"
    )
    rows = "1,A,,,,,,Jo Person\n2,A,,,,B,southbound,\n2,A,,,,A,northbound,\n2,A,,,,A,sideways,\n"
    found = read_cmdb((head + rows).encode(), "k.csv")
    assert [problem.row for problem in found.problems] == [3, 4, 5], "a dependency that leads nowhere is taken"
    assert "Jo Person" not in repr(found), "an owner's name is carried"


def test_azure_servers_software_and_connections():
    servers = (
        b"*Server name,IP addresses,*Cores,*Memory (In MB),*OS name\n"
        b"SRV1,10.0.0.1,4,4096,Windows Server 2022\nsrv1,,,,\nPC9,,2,,Windows 11\n,,1,,\n"
    )
    found = read_cmdb(servers, "s.csv")
    assert [(each.name, each.item_class) for each in found.items] == [
        ("SRV1", "infrastructure"),
        ("PC9", "device fleet"),
    ]
    assert ("cores", "4") in found.items[0].attributes, "the number of cores is lost"
    assert [problem.row for problem in found.problems] == [3, 5], "a doubled or nameless server is not named"
    software = read_cmdb(b"Machine name,Application,Version\nSRV1,Revenues,7\nSRV2,revenues,7\n", "a.csv")
    assert links(software) == {("Revenues", "runs on", "SRV1"), ("Revenues", "runs on", "SRV2")}, "software is doubled"


def test_azure_connections_to_a_directory_are_sign_ins():
    head = (
        "Time slot,Source server name,Source IP,Source application,Source process,"
        "Destination server name,Destination IP,Destination application,Destination process,Destination port\n"
    )
    rows = "t,A,,,,B,,,,1433\nt,A,,,,B,,,,1433\nt,A,,,,DC,,,,389\nt,A,,,,,,,,80\nt,A,,,,a,,,,80\n"
    found = read_cmdb((head + rows).encode(), "d.csv")
    assert links(found) == {("A", "exchanges data with", "B"), ("A", "authenticates with", "DC")}, "connections misread"
    assert len(found.notices) == 1, "connections without a name vanish in silence"


def test_other_tables_are_refused_with_their_headings():
    with pytest.raises(Unreadable, match="Colour"):
        read_cmdb(b"Colour,Shape\nred,round\n", "o.csv")
