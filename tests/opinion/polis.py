"""Open data of Polis, as far as it lies there. Attribution: the Computational Democracy Project, CC BY 4.0."""

import csv
import os
from dataclasses import dataclass
from pathlib import Path

from onegrid.opinion.talk import Talk
from onegrid.opinion.votes import Vote

DATA = Path(os.environ.get("ONEGRID_DATA", Path(__file__).parents[3] / "shared" / "data")) / "polis"
NAMES = ("15-per-hour-seattle", "bg2050-volunteers", "brexit-consensus", "vtaiwan.uberx")


@dataclass
class Published:
    """A conversation as exported: its votes, what was moderated out, and the groups that Polis showed."""

    votes: list[Vote]
    out: list[int]
    groups: dict[int, int]

    def talk(self) -> Talk:
        return Talk.of(self.votes, out=self.out)


def read_published(name: str) -> Published:
    """From one folder of the export."""
    with (DATA / name / "participants-votes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with (DATA / name / "comments.csv").open(encoding="utf-8") as file:
        out = [int(row["comment-id"]) for row in csv.DictReader(file) if row["moderated"] == "-1"]
    statements = [column for column in rows[0] if column.isdecimal()]
    votes = [(int(row["participant"]), int(s), int(row[s]), 0.0) for row in rows for s in statements if row[s]]
    return Published(votes, out, {int(row["participant"]): int(row["group-id"]) for row in rows if row["group-id"]})
