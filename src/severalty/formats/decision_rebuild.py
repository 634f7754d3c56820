"""The files of a paper made again from a decision pack, years later, and whether they are the same byte for byte."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from severalty import __version__
from severalty.formats.decision_pack import FORMS, PAPER, paper_members
from severalty.formats.decision_verify import open_pack, template_in
from severalty.formats.paper_withheld import read_rendition
from severalty.formats.problems import unreadable
from severalty.formats.word_check import TemplateError


@dataclass(frozen=True)
class Rebuilt:
    """The files that were made anew, which of them are the same bytes as in the pack, and what made each."""

    files: Mapping[str, bytes]
    same: Mapping[str, bool]
    made_with: str
    rebuilt_with: str = f"Severalty {__version__}"

    @property
    def holds(self) -> bool:
        """Whether the paper is the same; Word and PDF may look otherwise under another version of the software."""
        return self.same[PAPER] and (all(self.same.values()) or self.made_with != self.rebuilt_with)

    @property
    def sentence(self) -> str:
        """What was found, in a sentence or two."""
        if not self.same[PAPER]:
            return "The JSON of the paper could not be made again byte for byte: the pack was altered."
        differing = [name for name, same in self.same.items() if not same]
        if not differing:
            return "The paper was made again: JSON, Word and PDF are the same byte for byte."
        names = " and ".join(differing)
        return f"The paper was made again: its JSON is the same byte for byte, and {names} has other bytes."

    def as_dict(self) -> dict[str, Any]:
        """What was found, ready for JSON."""
        return {"holds": self.holds, "sentence": self.sentence, "same": dict(self.same), "made_with": self.made_with,
                "rebuilt_with": self.rebuilt_with}  # fmt: skip


def rebuild(source: bytes | Path, name: str = "") -> Rebuilt:
    """Make the files of a pack's paper anew from its JSON and template. Raises Unreadable where that cannot be done."""
    pack = open_pack(source, name)
    rendition = read_rendition(pack.members[PAPER], PAPER)
    try:
        made = paper_members(rendition, template_in(pack))
    except (TemplateError, ValueError) as fault:
        raise unreadable(name, str(fault), "a paper that can be printed", "ask for the pack again") from fault
    files = {one: made[one] for one in FORMS}
    same = {one: pack.members.get(one) == data for one, data in files.items()}
    return Rebuilt(files, same, pack.manifest.paper_software)
