"""Votes of invented camps, each with a mind of its own."""

import numpy as np

from onegrid.opinion.votes import Vote


def camp_votes(sizes: tuple[int, ...], statements: int = 30, *, seed: int = 0, given: float = 0.8) -> list[Vote]:
    """Person n of camp c is (c, n). Camps disagree on all statements but the first three, which nearly everybody agrees with."""
    rng = np.random.default_rng(seed)
    minds = rng.choice([-1, 1], (len(sizes), statements))
    minds[:, :3] = 1
    votes = []
    for camp, size in enumerate(sizes):
        for person in range(size):
            noise = rng.random(statements)
            answers = np.where(noise < 0.06, -minds[camp], np.where(noise < 0.12, 0, minds[camp]))
            for statement in np.flatnonzero(rng.random(statements) < given):
                votes.append(((camp, person), int(statement), int(answers[statement]), float(len(votes))))
    return votes
