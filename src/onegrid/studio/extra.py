"""Whether what computes plans is installed."""

from importlib.util import find_spec

NEEDED = ("geopandas", "joblib", "numba", "pymetis", "scipy")


def missing_packages() -> list[str]:
    """The packages of the extra `planning` that are not installed here."""
    return [name for name in NEEDED if find_spec(name) is None]
