"""The two leading eigenvectors of a symmetric matrix, by Lanczos from a fixed start: the same matrix, the same answer."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SMALL: Final = 64  # up to here all eigenvectors are computed; nothing is gained by less
STEPS: Final = 120
LOOK: Final = 12  # steps between two looks at whether it has settled
NEAR: Final = 1e-11  # of the largest eigenvalue


def find_leading(matrix: Floats) -> tuple[Floats, Floats]:
    """The two largest eigenvalues of a positive semidefinite matrix (n × n, n > 1), largest first, and their vectors (2 × n).

    Every step is made orthogonal to all before it, twice (Parlett, "The Symmetric Eigenvalue Problem", 1998, chapter 13). If that
    has not settled in `STEPS`, as with two eigenvalues that are the same, all are computed.
    """
    found = _lanczos(matrix) if len(matrix) > SMALL else None
    if found is not None:
        return found
    values, vectors = np.linalg.eigh(matrix)
    return values[:-3:-1], vectors[:, :-3:-1].T


def _lanczos(matrix: Floats) -> tuple[Floats, Floats] | None:
    basis = np.zeros((min(STEPS, len(matrix)), len(matrix)))
    ahead, aside = np.zeros(len(basis)), np.zeros(len(basis))
    step = 1.5 + np.cos(np.arange(len(matrix)))
    for number in range(len(basis)):
        basis[number] = step / np.sqrt(step @ step)
        step = matrix @ basis[number]
        ahead[number] = step @ basis[number]
        so_far = basis[: number + 1]
        for _twice in range(2):
            step = step - (so_far @ step) @ so_far
        aside[number] = np.sqrt(step @ step)
        if aside[number] <= NEAR * abs(ahead[0]):
            return None  # a part of the space only was seen
        if number % LOOK == LOOK - 1 and (found := _settled(so_far, ahead, aside)) is not None:
            return found
    return None


def _settled(basis: Floats, ahead: Floats, aside: Floats) -> tuple[Floats, Floats] | None:
    size = len(basis)
    small = np.diag(ahead[:size]) + np.diag(aside[: size - 1], 1) + np.diag(aside[: size - 1], -1)
    values, vectors = np.linalg.eigh(small)
    if aside[size - 1] * np.abs(vectors[-1, -2:]).max() > NEAR * values[-1]:
        return None
    return values[:-3:-1], vectors[:, :-3:-1].T @ basis
