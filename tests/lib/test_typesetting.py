"""A template and data make a PDF in which what people typed stays what they typed."""

from pathlib import Path

import pytest
import typst

from onegrid.lib.typesetting import typeset

PLAIN = '#let data = json(bytes(sys.inputs.data))\n#set text(font: "Noto Sans SC")\n#data.text'


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "plain.typ"
    path.write_text(PLAIN)
    return path


def test_a_page_is_made_with_its_font_inside(template: Path) -> None:
    pdf = typeset(template, {"text": "东城街道"})
    assert pdf.startswith(b"%PDF-") and b"NotoSansSC" in pdf


def test_what_was_typed_is_never_markup(template: Path) -> None:
    for typed in ('#panic("x")', "$ x", "= 标题 *粗*", '"; #read("/etc/passwd")'):
        assert typeset(template, {"text": typed}).startswith(b"%PDF-")


def test_no_file_outside_the_given_folder_can_be_read(tmp_path: Path) -> None:
    inside = tmp_path / "files"
    inside.mkdir()
    (tmp_path / "secret.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    template = tmp_path / "reading.typ"
    template.write_text('#image("../secret.svg")')
    with pytest.raises(typst.TypstError):
        typeset(template, {}, files=inside)


def test_a_wrong_template_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "wrong.typ"
    path.write_text("#nothing-of-this-name")
    with pytest.raises(typst.TypstError):
        typeset(path, {})
