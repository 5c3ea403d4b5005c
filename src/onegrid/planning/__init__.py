"""Lay departments' nets over each other and cut balanced, nested grids. Pure numerics: no Django, no tables.

Five words: a *unit* is never divided; a *net* is one department's old grids; a *problem* is one area with its limits and
wishes; a *plan* gives each unit its grid; a *finding* says what was wrong with the input or why a wish is impossible.

>>> from onegrid.planning.drawing import draw_plan          # doctest: +SKIP
>>> plan = draw_plan(units, [Level("grid", Range(300, 500))], nets={"public order": police})   # doctest: +SKIP
"""

from importlib.util import find_spec

NEEDED = ("geopandas", "joblib", "numba", "pymetis", "scipy")

if missing := [name for name in NEEDED if find_spec(name) is None]:
    raise ImportError(
        f"onegrid.planning needs {', '.join(missing)}: install the extra, for instance with pip install 'onegrid[planning]'"
    )
