"""`severalty calculate` and `severalty apportion`: the engine's rules on files; no database, no Django."""

import csv
import difflib
import io
import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from severalty.cli.exits import DONE, WrongInput
from severalty.cli.layout import outline, pounds, table
from severalty.engine.appraisal.apportionment import Apportionment, Count, Shares, apportion, percent
from severalty.engine.freeze import plain
from severalty.engine.money import read_pounds
from severalty.engine.rules import RULES, Rule
from severalty.formats.limits import LIMITS
from severalty.formats.problems import Unreadable
from severalty.formats.records import read_record, schema_of, write_record


def add_calculate(subparsers: Any) -> None:
    """Add `calculate` to the commands."""
    parser: ArgumentParser = subparsers.add_parser(
        "calculate",
        help="run one rule on a file of JSON",
        description="Run one rule of the engine: JSON in, result out. Money in JSON is in whole pence.",
        epilog="Try: severalty calculate --list; severalty calculate bridge --example | severalty calculate bridge -",
    )
    parser.add_argument("rule", nargs="?", metavar="RULE", help="the rule's name; --list shows them")
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="a JSON file, or - to read what is piped in"
    )
    parser.add_argument("--list", action="store_true", help="list the rules")
    parser.add_argument("--schema", action="store_true", help="print the JSON schemas of what the rule takes and gives")
    parser.add_argument("--example", action="store_true", help="print an example of what the rule takes")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run_calculate)


def add_apportion(subparsers: Any) -> None:
    """Add `apportion` to the commands."""
    parser: ArgumentParser = subparsers.add_parser(
        "apportion",
        help="share an amount between partners by counts, to the penny",
        description="Share an amount in proportion to whole counts; the shares always add up to the amount.",
        epilog="Example: severalty apportion --amount 100.00 --key Hinckley=499 --key Blaby=341 --key Melton=229",
    )
    parser.add_argument(
        "--amount", required=True, metavar="POUNDS", help="such as 52000.00; write a minus as --amount=-1"
    )
    parser.add_argument("--key", action="append", default=[], metavar="PARTNER=COUNT", help="once for each partner")
    parser.add_argument("--key-file", metavar="FILE", help="a CSV file with the columns key and count")
    parser.add_argument("--json", action="store_true", help="print JSON, with amounts in pence")
    parser.set_defaults(run=run_apportion)


def run_calculate(args: Namespace) -> int:
    """List the rules, describe one, or run one."""
    if args.list or not args.rule:
        print(_listing(as_json=args.json))
        return DONE
    rule = _rule(args.rule)
    if args.schema:
        print(_json({"takes": schema_of(rule.takes), "gives": schema_of(rule.gives)}))
    elif args.example:
        print(_json(rule.example))
    else:
        print(_answer(rule, args.file, as_json=args.json))
    return DONE


def run_apportion(args: Namespace) -> int:
    """Share an amount by the counts given."""
    try:
        counts = [_count(text) for text in args.key] + (_counts_in(args.key_file) if args.key_file else [])
        if not counts:
            raise WrongInput("There is nobody to share between; add --key PARTNER=COUNT for each, or --key-file FILE.")
        shares = apportion(Apportionment(read_pounds(args.amount), tuple(counts)))
    except ValueError as error:
        raise WrongInput(str(error)) from error
    print(write_record(shares) if args.json else _shares_table(shares))
    return DONE


def _listing(*, as_json: bool) -> str:
    if as_json:
        return _json([{"name": rule.name, "summary": rule.summary, "source": rule.source} for rule in RULES.values()])
    return table(("Rule", "What it answers"), [(rule.name, rule.summary) for rule in RULES.values()])


def _rule(name: str) -> Rule:
    if name in RULES:
        return RULES[name]
    near = difflib.get_close_matches(name.lower().replace("_", "-"), RULES, n=3, cutoff=0.5)
    meant = f"did you mean {' or '.join(near)}?" if near else "see severalty calculate --list."
    raise WrongInput(f"There is no rule {name!r}; {meant}")


def _answer(rule: Rule, file: str, *, as_json: bool) -> str:
    where = "standard input" if file == "-" else file
    try:
        question: Any = read_record(_bytes_of(file), rule.takes)
        result = rule.run(question)
    except Unreadable as error:
        raise WrongInput(f"{where}: {error} See severalty calculate {rule.name} --example.") from error
    except ValueError as error:
        raise WrongInput(f"{where}: {error}") from error
    except RecursionError as error:
        raise WrongInput(f"{where}: is nested too deeply; nest lists and objects less deeply.") from error
    return write_record(result) if as_json else "\n".join(outline(plain(result)))


def _bytes_of(file: str) -> bytes:
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(LIMITS.file_bytes + 1)
        else:
            with Path(file).open("rb") as stream:
                raw = stream.read(LIMITS.file_bytes + 1)
    except OSError as error:
        raise WrongInput(f"{file}: cannot be read ({error.strerror}); check the name of the file.") from error
    if len(raw) > LIMITS.file_bytes:
        raise WrongInput(f"{file}: is larger than {LIMITS.file_bytes // 1_000_000} MB; give a smaller file.")
    return raw


def _count(text: str) -> Count:
    key, sign, count = text.rpartition("=")
    if not (sign and key.strip()):
        raise WrongInput(f"--key {text!r} is not a partner and a count; write it as --key Melton=229.")
    return _counted(key.strip(), count, f"--key {text!r}")


def _counted(key: str, count: str, where: str) -> Count:
    clean = count.strip().replace(",", "")
    if not (clean.isascii() and clean.isdigit() and len(clean) <= 15):
        raise WrongInput(f"{where}: {count.strip()!r} is not a count; write a whole number from nought, such as 229.")
    return Count(key, int(clean))


def _counts_in(file: str) -> list[Count]:
    try:
        text = _bytes_of(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongInput(f"{file}: is not UTF-8 text; save it as CSV UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    heads = {(head or "").strip().lower(): head for head in reader.fieldnames or ()}
    if not {"key", "count"} <= heads.keys():
        found = ", ".join(filter(None, heads)) or "none"
        raise WrongInput(f"{file}: found the columns {found}; expected key and count in the first row.")
    return [
        _counted((row[heads["key"]] or "").strip(), row[heads["count"]] or "", f"{file}, line {reader.line_num}")
        for row in reader
        if any(row.values())
    ]


def _shares_table(shares: Shares) -> str:
    total = sum(share.count for share in shares.shares)
    rows = [
        (share.key, f"{share.count:,}", percent(share.count, total), pounds(share.pence)) for share in shares.shares
    ]
    rows.append(("Total", f"{total:,}", percent(total, total), pounds(shares.total_pence)))
    return table(("Partner", "Count", "Per cent", "Share"), rows, numbers=frozenset({1, 2, 3}))


def _json(value: Any) -> str:
    return json.dumps(plain(value) if not isinstance(value, list) else value, ensure_ascii=False, indent=2)
