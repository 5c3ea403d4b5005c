import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from itertools import combinations

import pytest

from onegrid.casework.case_type import By, CaseType, Move, State
from onegrid.casework.diagram import mermaid, svg
from onegrid.casework.layers import Item, connect, lay_out
from onegrid.casework.registry import case_types
from tests.casework.test_soundness import CLOSE, SOUND, TAKE

SVG = "{http://www.w3.org/2000/svg}"
every_kind = pytest.mark.parametrize("kind", case_types(), ids=lambda kind: kind.key)


def test_mermaid_says_states_moves_beginning_and_ends() -> None:
    assert mermaid(SOUND) == (
        "stateDiagram-v2\n"
        "    direction LR\n"
        "    [*] --> new\n"
        "    new: New\n"
        "    open: Open\n"
        "    closed: Closed\n"
        "    new --> open: Take\n"
        "    open --> closed: Close\n"
        "    closed --> [*]\n"
    )


def test_mermaid_names_all_moves_between_two_states_and_none_of_its_own_signs() -> None:
    kind = replace(
        SOUND, moves=(TAKE, replace(CLOSE, title="Done: close; now"), replace(CLOSE, key="drop", title="Drop"))
    )
    assert "    open --> closed: Done – close, now, Drop\n" in mermaid(kind)


def test_moves_that_keep_the_state_are_not_drawn() -> None:
    stay = Move("stay", "Stay", ("open",), None, (By.HOLDER,))
    back = Move("back", "Back", ("open",), "open", (By.HOLDER,))
    kind = replace(SOUND, moves=(TAKE, CLOSE, stay, back))
    assert mermaid(kind) == mermaid(SOUND)
    assert svg(kind) == svg(SOUND)


@every_kind
def test_the_image_shows_every_state_and_every_move_that_leads_somewhere(kind: CaseType) -> None:
    words = [text.text for text in drawn(kind).iter(f"{SVG}text")]
    for state in kind.states:
        assert words.count(str(state.title)) == 1
    for move in kind.moves:
        if move.target and set(move.source) - {move.target}:
            assert f"{move.title} →" in words or f"← {move.title}" in words


@every_kind
def test_no_box_and_no_word_lies_on_another(kind: CaseType) -> None:
    boxes = [frame(rect) for rect in drawn(kind).iter(f"{SVG}rect")]
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    words = [text for group in drawn(kind).iter(f"{SVG}g") for text in group if group.get("class") == "diagram-move"]
    places = [(text.get("x"), text.get("y")) for text in words if text.tag == f"{SVG}text"]
    assert len(places) == len(set(places))


@every_kind
def test_everything_lies_within_the_image(kind: CaseType) -> None:
    root = drawn(kind)
    left, top, width, height = map(float, root.get("viewBox", "").split())
    for x0, y0, x1, y1 in map(frame, root.iter(f"{SVG}rect")):
        assert left <= x0 and x1 <= left + width
        assert top <= y0 and y1 <= top + height


def test_where_the_case_stands_is_marked_and_said() -> None:
    root = drawn(SOUND, here="open")
    (marked,) = [group for group in root.iter(f"{SVG}g") if group.get("aria-current") == "step"]
    assert marked.get("class") == "diagram-state diagram-here"
    assert "Open" in (root.findtext(f"{SVG}title") or "")


def test_without_a_case_nothing_is_marked() -> None:
    assert "aria-current" not in svg(SOUND)


@every_kind
def test_it_carries_neither_style_nor_script(kind: CaseType) -> None:
    for element in drawn(kind, here=kind.first).iter():
        assert element.tag not in (f"{SVG}style", f"{SVG}script")
        assert not [name for name in element.keys() if name == "style" or name.startswith("on")]  # noqa: SIM118


def test_titles_cannot_break_out_of_the_image() -> None:
    kind = replace(SOUND, title="<script>", states=(State("new", '"<b>&'), *SOUND.states[1:]))
    image = svg(kind)
    assert "<script>" not in image and "<b>" not in image
    assert [text.text for text in ElementTree.fromstring(image).iter(f"{SVG}text")].count('"<b>&') == 1


def test_a_chinese_title_has_room_in_its_box() -> None:
    title = "已列入挂账问题库"
    kind = replace(SOUND, states=(State("new", title), *SOUND.states[1:]))
    first = next(drawn(kind).iter(f"{SVG}rect"))
    assert float(first.get("width", "0")) >= len(title) * 13


def test_a_line_that_passes_a_column_gets_a_place_in_it() -> None:
    left, middle, right = Item(0, 40, 20), Item(1, 40, 20), Item(2, 40, 20)
    passing = Item(1)
    connect([left, middle, right])
    connect([left, passing, right])
    lay_out([left, middle, right, passing], spacing=10)
    assert abs(passing.y - middle.y) >= middle.height / 2
    assert (left.right, middle.left, middle.right, right.left) == (40, 50, 90, 100)


def drawn(kind: CaseType, here: str | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(svg(kind, here))


Frame = tuple[float, float, float, float]


def frame(rect: ElementTree.Element) -> Frame:
    x, y, width, height = (float(rect.get(name, "nan")) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def apart(one: Frame, other: Frame) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
