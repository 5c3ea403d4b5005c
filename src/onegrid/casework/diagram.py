"""A case type draws itself: as Mermaid text for documents, as SVG for pages.

Moves that leave a case in its state are not drawn, nor those that lead back into the state where they began.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from onegrid.casework.case_type import CaseType, Move, State
from onegrid.casework.layers import Item, connect, lay_out

TEXT, LINE, MARGIN, SPACING = 13, 17, 16, 26
PORT = 7  # between the ends of two lines at one box
ACCENT = "#0E6B6B"


def mermaid(kind: CaseType) -> str:
    """The states and moves of a kind as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    direction LR", f"    [*] --> {_word(kind.first)}"]
    lines += [f"    {_word(state.key)}: {_plain(state.title)}" for state in kind.states]
    for source, target, moves in _transitions(kind):
        titles = ", ".join(_plain(move.title) for move in moves)
        lines.append(f"    {_word(source)} --> {_word(target)}: {titles}")
    lines += [f"    {_word(state.key)} --> [*]" for state in kind.states if state.end]
    return "\n".join(lines) + "\n"


def svg(kind: CaseType, here: str | None = None) -> SafeString:
    """The states and moves of a kind as an SVG image for a page, in the language in force; `here` marks a state.

    It carries classes (`diagram`, `diagram-state`, `diagram-end`, `diagram-here`, `diagram-move`) and presentation
    attributes, but neither style nor script. Lines and letters take the colour of the text around.
    """
    boxes = {state.key: Box(state, *_size(state), here=state.key == here) for state in kind.states}
    lines = list(_lines(kind, boxes))
    items = [*(box.item for box in boxes.values()), *(item for line in lines for item in line.chain[1:-1])]
    width, height = lay_out(items, spacing=SPACING)
    arrow = f"arrow-{kind.key}"
    _spread_ports(boxes, lines)
    return format_html(
        '<svg class="diagram" role="img" xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" viewBox="{} {} {} {}" '
        'font-size="{}" fill="none" stroke="currentColor"><title>{}</title>{}{}{}</svg>',
        *(round(width + 2 * MARGIN), round(height + 2 * MARGIN)),
        *(-MARGIN, -MARGIN, round(width + 2 * MARGIN), round(height + 2 * MARGIN)),
        TEXT,
        _describe(kind, here),
        _arrow(arrow),
        format_html_join("", "{}", ((line.draw(arrow),) for line in lines)),
        format_html_join("", "{}", ((box.draw(),) for box in boxes.values())),
    )


@dataclass
class Box:
    """A state, and where lines reach it."""

    state: State
    width: float
    height: float
    here: bool = False
    item: Item = field(init=False)
    ports: dict[tuple[int, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.item = Item(0, self.width, self.height)

    def draw(self) -> SafeString:
        """The box with its title; the one where the case stands is filled."""
        item, classes = self.item, ["diagram-state"]
        classes += ["diagram-end"] * self.state.end + ["diagram-here"] * self.here
        return format_html(
            '<g class="{}"{}><rect x="{}" y="{}" width="{}" height="{}" rx="{}" stroke-width="{}" fill="{}"{}/>'
            '<text x="{}" y="{}" text-anchor="middle" dominant-baseline="central" stroke="none" fill="{}">{}</text></g>',
            " ".join(classes),
            SafeString(' aria-current="step"' if self.here else ""),
            *(_px(item.left), _px(item.y - item.height / 2), _px(item.width), _px(item.height)),
            *(18 if self.state.end else 6, 2 if self.state.end or self.here else 1.2),
            ACCENT if self.here else "none",
            SafeString(f' stroke="{ACCENT}"' if self.here else ""),
            *(_px(item.x), _px(item.y)),
            "#FFFFFF" if self.here else "currentColor",
            self.state.title,
        )


@dataclass(eq=False)
class Line:
    """The moves between two states: `there` lead from the left one to the right one, `back` the other way."""

    left: Box
    right: Box
    there: list[Move]
    back: list[Move]
    chain: list[Item] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        return [*(f"{move.title} →" for move in self.there), *(f"← {move.title}" for move in self.back)]

    def draw(self, arrow: str) -> SafeString:
        """The line on both sides of its words, with a head at each end that moves lead to."""
        begin, label, *passed, end = self.chain
        out, into = self.left.ports[id(self), "right"], self.right.ports[id(self), "left"]
        first = _curve(
            [(begin.right, out), (begin.column_right, out), (label.column_left, label.y), (label.left, label.y)]
        )
        across = [point for item in passed for point in ((item.column_left, item.y), (item.column_right, item.y))]
        rest = _curve(
            [(label.right, label.y), (label.column_right, label.y), *across, (end.column_left, into), (end.left, into)]
        )
        heads = [SafeString(f' marker-start="url(#{arrow})"') if self.back else "", ""]
        heads[1] = SafeString(f' marker-end="url(#{arrow})"') if self.there else ""
        return format_html(
            '<g class="diagram-move"><path d="{}"{}/><path d="{}"{}/>{}</g>',
            *(first, heads[0], rest, heads[1]),
            format_html_join(
                "",
                '<text x="{}" y="{}" text-anchor="middle" dominant-baseline="central" stroke="none" fill="currentColor">'
                "{}</text>",
                (
                    (_px(label.x), _px(label.y + (row - (len(self.words) - 1) / 2) * LINE), word)
                    for row, word in enumerate(self.words)
                ),
            ),
        )


def _transitions(kind: CaseType) -> Iterator[tuple[str, str, list[Move]]]:
    """The moves that lead from each state to each other one, in the order of the states."""
    keys = [state.key for state in kind.states]
    for source in keys:
        for target in keys:
            moves = [move for move in kind.moves if move.target == target != source and source in move.source]
            if moves:
                yield source, target, moves


def _ranks(kind: CaseType) -> dict[str, int]:
    """How far to the right each state stands: one beyond all states before it that lead there; ends stand last."""
    order = {state.key: place for place, state in enumerate(kind.states)}
    ranks = dict.fromkeys(order, 0)
    for source, target, _moves in _transitions(kind):
        if order[source] < order[target]:
            ranks[target] = max(ranks[target], ranks[source] + 1)
    last = max(ranks[state.key] + (not state.end) for state in kind.states)
    return ranks | {state.key: last for state in kind.states if state.end}


def _lines(kind: CaseType, boxes: dict[str, Box]) -> Iterator[Line]:
    """The lines between boxes, with what each passes: its words right of the box where it begins, then bare columns."""
    ranks = _ranks(kind)
    for key, box in boxes.items():
        box.item.column = 2 * ranks[key]
    between = {(source, target): moves for source, target, moves in _transitions(kind)}
    for source, target in sorted(between, key=lambda pair: (ranks[pair[0]], ranks[pair[1]])):
        there, back = between[source, target], between.get((target, source), [])
        forward = ranks[source] < ranks[target]
        if forward or not back:
            left, right = (source, target) if forward else (target, source)
            yield _line(boxes[left], boxes[right], *((there, back) if forward else (back, there)))


def _line(left: Box, right: Box, there: list[Move], back: list[Move]) -> Line:
    line = Line(left, right, there, back)
    column = left.item.column + 1
    words = Item(column, max(_width(word) for word in line.words) + 8, LINE * len(line.words))
    passing = [Item(each) for each in range(column + 1, right.item.column)]
    line.chain = [left.item, words, *passing, right.item]
    connect(line.chain)
    return line


def _spread_ports(boxes: dict[str, Box], lines: Sequence[Line]) -> None:
    """Where lines end at their boxes, in the order in which they come, so that they do not run into one another."""
    for box in boxes.values():
        out = sorted((line for line in lines if line.left is box), key=lambda line: line.chain[1].y)
        into = sorted((line for line in lines if line.right is box), key=lambda line: line.chain[-2].y)
        for side, ends in (("right", out), ("left", into)):
            for place, line in enumerate(ends):
                box.ports[id(line), side] = box.item.y + (place - (len(ends) - 1) / 2) * PORT


def _curve(points: Sequence[tuple[float, float]]) -> str:
    (x, y), *rest = points
    path = f"M{_px(x)} {_px(y)}"
    for to_x, to_y in rest:
        middle = _px((x + to_x) / 2)
        path += f"C{middle} {_px(y)} {middle} {_px(to_y)} {_px(to_x)} {_px(to_y)}"
        x, y = to_x, to_y
    return path


def _arrow(name: str) -> SafeString:
    return format_html(
        '<defs><marker id="{}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto-start-reverse"><path d="M0 0.8L7.5 4L0 7.2Z" fill="currentColor" stroke="none"/></marker></defs>',
        name,
    )


def _describe(kind: CaseType, here: str | None) -> str:
    if here is None:
        return _("The way of a case: %(kind)s") % {"kind": kind.title}
    return _("The way of a case: %(kind)s. It stands at: %(state)s") % {
        "kind": kind.title,
        "state": kind.state(here).title,
    }


def _size(state: State) -> tuple[float, float]:
    return _width(str(state.title)) + 28, 44.0


def _width(text: str) -> float:
    """About how wide a text is drawn: Chinese characters and full-width signs are square."""
    return sum(TEXT if unicodedata.east_asian_width(each) in "WF" else TEXT * 0.58 for each in text)


def _px(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _word(key: str) -> str:
    return key.replace("-", "_")


def _plain(title: object) -> str:
    """A title without what Mermaid would read as its own signs."""
    return str(title).replace(":", " –").replace(";", ",")
