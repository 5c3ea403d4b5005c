"""Papers to print and to file: a Typst template and plain data in, a PDF out, with the fonts that it needs inside."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst


def typeset(template: Path, data: Mapping[str, Any], *, files: Path | None = None) -> bytes:
    """The PDF of a template, which reads what it is given by `json(bytes(sys.inputs.data))`.

    What people typed is data and never markup, so nothing in it can change the page. Pictures are named in the data by
    their path below `files`. The same data make the same pages on every machine: the fonts come along, the machine's own
    are not looked at. Raises `typst.TypstError` for a template that is wrong, or a picture that cannot be read.
    """
    compiler = typst.Compiler(root=files or template.parent, font_paths=_fonts())
    given = json.dumps(data, ensure_ascii=False)
    pdf = compiler.compile(template.read_bytes(), format="pdf", sys_inputs={"data": given})
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF is one file")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    folder = pylopdf_fonts_zh_cn.sans_path().parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
