"""What breaks off is not taken for whole."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.web.whole import WholeBody


class Drops:
    """A line on which bytes come in drops of one size."""

    def __init__(self, body: bytes, size: int) -> None:
        self.body, self.size = BytesIO(body), size

    def read(self, size: int, /) -> bytes:
        return self.body.read(min(size, self.size))

    def readline(self, size: int, /) -> bytes:
        return self.body.readline(size)


@given(st.binary(max_size=200), st.integers(1, 50))
def test_a_body_is_read_whole_however_it_comes(body: bytes, drop: int) -> None:
    assert WholeBody(Drops(body, drop)).read(len(body)) == body


@given(st.binary(max_size=200), st.integers(1, 50), st.integers(1, 50))
def test_one_that_breaks_off_is_an_error(body: bytes, drop: int, missing: int) -> None:
    with pytest.raises(OSError, match="broke off"):
        WholeBody(Drops(body, drop)).read(len(body) + missing)


def test_lines_end_in_an_error_too() -> None:
    whole = WholeBody(Drops(b"one\ntwo", 9))
    assert [whole.readline(20), whole.readline(20)] == [b"one\n", b"two"]
    with pytest.raises(OSError, match="broke off"):
        whole.readline(20)
