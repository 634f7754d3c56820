"""The rule of sight as one condition of a query: which items an organisation may see."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F
from django.db.models.sql.compiler import SQLCompiler

from severalty.engine.estate.parties import Audience

# Both by the names that Django gave to the tables and columns of tenancy.models.
_NAMED = "SELECT 1 FROM tenancy_item_shared_with n WHERE n.item_id = {ref} AND n.organisation_id = %s"
_HELD = (
    "SELECT 1 FROM tenancy_holding h "
    "WHERE h.item_id = {ref} AND h.recorded_by_id = {recorder} AND h.organisation_id = %s"
)


class _OfItem(Expression):
    """A condition on columns of an item, as SQL that is written here."""

    output_field = BooleanField()
    reached: list[Any]

    def get_source_expressions(self) -> list[Any]:
        """The columns of the item."""
        return self.reached

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """Put the columns in their resolved form."""
        self.reached = list(exprs)


class Sight(_OfItem):
    """True where `organisation` may see the item that is reached through `prefix`, such as `item__`.

    It sees what is public, what it recorded itself, what `partners` and `fellows` (both primary keys of organisations)
    recorded for those audiences, what names it, and what its recorder says that it holds a share of. Where there is no
    item it is unknown, which no filter and no choice takes for true; turn it round only where there is one.

    Django's own conditions say the same in ten filters with two subqueries. A page asks so often that most of its time
    went into putting those together.
    """

    def __init__(self, prefix: str, organisation: int, partners: frozenset[int], fellows: frozenset[int]) -> None:
        super().__init__()
        self.organisation, self.partners, self.fellows = organisation, partners, fellows
        self.reached: list[Any] = [F(f"{prefix}{name}") for name in ("ref", "audience", "recorded_by")]

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """The condition; no value comes into it but as a parameter, and columns of a table have none."""
        ref, audience, recorder = (compiler.compile(column)[0] for column in self.reached)
        values: list[str | int] = [Audience.PUBLIC.value, self.organisation]
        terms = [f"{audience} = %s", f"{recorder} = %s"]
        for who, recorders in ((Audience.PARTNERS, self.partners), (Audience.PARTNERSHIP, self.fellows)):
            if recorders:
                places = ", ".join(["%s"] * len(recorders))
                terms.append(f"({audience} = %s AND {recorder} IN ({places}))")
                values += [who.value, *sorted(recorders)]
        terms.append(f"({audience} = %s AND EXISTS({_NAMED.format(ref=ref)}))")
        values += [Audience.NAMED.value, self.organisation]
        terms.append(f"EXISTS({_HELD.format(ref=ref, recorder=recorder)})")
        values.append(self.organisation)
        return f"({' OR '.join(terms)})", tuple(values)


class Among(_OfItem):
    """True where the reference of an item is in the query of its table; true in tables that have no query here.

    `queries` are table, SQL and its parameters. They stand for themselves, so that SQL once made serves again: it takes
    longer to put together than to run.
    """

    def __init__(self, queries: tuple[tuple[str, str, tuple[Any, ...]], ...]) -> None:
        super().__init__()
        self.queries = queries
        self.reached = [F("table"), F("ref")]

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """The condition; no value comes into it but as a parameter."""
        table, ref = (compiler.compile(column)[0] for column in self.reached)
        terms = [f"({table} <> %s OR {ref} IN ({sql}))" for _, sql, _ in self.queries]
        values = [value for name, _, given in self.queries for value in (name, *given)]
        return f"({' AND '.join(terms)})", tuple(values)
