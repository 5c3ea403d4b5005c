"""What became of a file's rows, in numbers."""

from collections import Counter
from dataclasses import dataclass, field

from onegrid.channels.case_import.findings import Reason, Remark
from onegrid.channels.case_import.rows import Row

SHOWN = 20


@dataclass
class Comparison:
    """Our verdicts, late or on time, beside those of the other system, over all closed cases with a target.

    Where the other system says nothing, only ours is counted. `examples` are rows and ids that differ, the first few.
    """

    equal: int = 0
    different: int = 0
    ours_on_time: int = 0
    ours_late: int = 0
    examples: list[tuple[int, str]] = field(default_factory=list)

    @property
    def unsaid(self) -> int:
        """Cases on which the other system gives no verdict."""
        return self.ours_on_time + self.ours_late

    def compare(self, row: Row, ours: bool) -> None:
        """Count one closed case with a target."""
        if row.verdict is None:
            self.ours_on_time += ours
            self.ours_late += not ours
        elif row.verdict == ours:
            self.equal += 1
        else:
            self.different += 1
            if len(self.examples) < SHOWN:
                self.examples.append((row.number, row.case.id))


@dataclass
class Tally:
    """Every row of a file is either refused, filed now, or was here already; some of the latter two have remarks."""

    rows: int = 0
    filed: int = 0
    already: int = 0
    remarked: int = 0
    refused: Counter[Reason] = field(default_factory=Counter)
    remarks: Counter[Remark] = field(default_factory=Counter)
    unmapped: Counter[str] = field(default_factory=Counter)
    verdicts: Comparison = field(default_factory=Comparison)

    def count_taken(self, row: Row, ours: bool | None, *, already: bool) -> None:
        """Count a row whose case is here now; `ours` is our verdict, None for an open case or one without a target."""
        self.already += already
        self.filed += not already
        self.remarked += bool(row.remarks)
        self.remarks.update(row.remarks)
        if row.unmapped:
            self.unmapped[row.unmapped] += 1
        if ours is not None and row.case.closed:
            self.verdicts.compare(row, ours)
