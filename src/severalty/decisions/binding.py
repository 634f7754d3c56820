"""How the records of this stage lie in tables."""

from severalty.decisions.models import Paper, Passage
from severalty.engine.decisions import papers
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission

PAPERS = Binding("papers", "paper", "papers", papers.Paper, Paper, permission=Permission.PAPER_EDIT)
PASSAGES = Binding(
    "passages", "passage", "passages", papers.Passage, Passage,
    natural=("paper", "section", "about"), through="paper", permission=Permission.PAPER_EDIT,
)  # fmt: skip
