"""A connection that breaks within an upload must not leave half a photo behind: what does not arrive whole is not taken."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Stream(Protocol):
    """What a WSGI server gives to read from."""

    def read(self, size: int, /) -> bytes: ...

    def readline(self, size: int, /) -> bytes: ...


class WholeBody:
    """A body that is as long as its head says. Reading past where it broke off raises `OSError`, which Django reports as a
    request that cannot be read, instead of an end that looks like any other. Asked for no more than what is left of it."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream

    def read(self, size: int, /) -> bytes:
        parts, missing = [], size
        while missing > 0:
            part = self.stream.read(missing)
            if not part:
                raise OSError("the connection broke off within the body")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def readline(self, size: int, /) -> bytes:
        line = self.stream.readline(size)
        if size > 0 and not line:
            raise OSError("the connection broke off within the body")
        return line


def take_whole_bodies(application: Application) -> Application:
    """The application, given bodies that are whole or fail. A server that gives shorter bodies is not trusted to say so."""

    def wrapped(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        return application(environ | {"wsgi.input": WholeBody(environ["wsgi.input"])}, start_response)

    return wrapped
