"""What must be true of a case type before an office may rely on it."""

from collections.abc import Iterator

from onegrid.casework.case_type import By, CaseType, Move

# What the columns hold: a longer key would be found out only when a case is written.
LONGEST = {"kind": 40, "state": 20, "move": 40, "clock": 20, "category": 40, "field": 40, "certificate": 60}


def faults_of(kind: CaseType) -> list[str]:
    """Every fault of a case type in words, empty if it is sound."""
    return [
        *_bad_keys(kind),
        *_unknown(kind),
        *_speechless(kind),
        *_clock_faults(kind),
        *_unreachable(kind),
        *_dead_ends(kind),
        *_ways_out_of_ends(kind),
    ]


def _bad_keys(kind: CaseType) -> Iterator[str]:
    for what, keys in {
        "kind": [kind.key],
        "state": [state.key for state in kind.states],
        "move": [move.key for move in kind.moves],
        "clock": [clock.key for clock in kind.clocks],
        "category": [category.key for category in kind.categories],
        "field": [field.key for field in kind.fields],
        "certificate": list(kind.certificates),
    }.items():
        yield from (f"the {what} {key!r} stands twice" for key in sorted(set(keys)) if keys.count(key) > 1)
        for key in keys:
            if not 0 < len(key) <= LONGEST[what]:
                yield f"the key of the {what} {key!r} must have 1 to {LONGEST[what]} characters"
            if key != key.strip():
                yield f"the key of the {what} {key!r} has blanks around it"


def _unknown(kind: CaseType) -> Iterator[str]:
    states = {state.key for state in kind.states}
    if kind.first not in states:
        yield f"it begins in the unknown state {kind.first!r}"
    for move in kind.moves:
        named = {*move.source, *([move.target] if move.target else [])}
        yield from (f"the move {move.key!r} names the unknown state {key!r}" for key in sorted(named - states))
        if not move.by:
            yield f"nobody may make the move {move.key!r}"
        if By.ROOM in move.by and not kind.room:
            yield f"the move {move.key!r} is made by a room, but the kind has none"
    categories = {category.key for category in kind.categories}
    for referral in kind.referrals:
        if referral.category and referral.category not in categories:
            yield f"a referral names the unknown category {referral.category!r}"
        if bool(referral.organisation) == bool(referral.level):
            yield f"the referral of the category {referral.category!r} must name an organisation or a level"


def _speechless(kind: CaseType) -> Iterator[str]:
    """A rule without a docstring would refuse a move without a word."""
    for move in kind.moves:
        for rule in move.rules:
            if not (rule.__doc__ or "").strip():
                yield f"the rule {rule.__name__!r} of the move {move.key!r} has no sentence"


def _clock_faults(kind: CaseType) -> Iterator[str]:
    clocks = {clock.key for clock in kind.clocks}
    started = {*kind.starts, *(key for move in kind.moves for key in move.starts)}
    for place, keys in [
        ("filing", kind.starts),
        ("the measure of an ended case", kind.measured_by),
        *((f"the move {move.key!r}", _clocks_in(move)) for move in kind.moves),
    ]:
        yield from (f"{place} names the unknown clock {key!r}" for key in sorted(set(keys) - clocks))
    yield from (f"nothing starts the clock {key!r}" for key in sorted(clocks - started))
    stopped = {key for move in kind.moves for key in move.stops}
    yield from (f"nothing stops the clock {key!r}" for key in sorted(clocks - stopped))
    paused = {key for move in kind.moves for key in move.pauses}
    resumed = {key for move in kind.moves for key in move.resumes}
    yield from (f"nothing resumes the paused clock {key!r}" for key in sorted(paused - resumed))


def _clocks_in(move: Move) -> tuple[str, ...]:
    return (*move.starts, *move.stops, *move.pauses, *move.resumes)


def _reachable(kind: CaseType) -> set[str]:
    reached, fresh = set(), {kind.first}
    while fresh:
        reached |= fresh
        fresh = {move.target for move in kind.moves if move.target and reached & set(move.source)} - reached
    return reached


def _unreachable(kind: CaseType) -> Iterator[str]:
    reached = _reachable(kind)
    yield from (f"the state {state.key!r} cannot be reached" for state in kind.states if state.key not in reached)


def _dead_ends(kind: CaseType) -> Iterator[str]:
    """A state that is no end must lead, by moves of those who work on it, to an end."""
    if not any(state.end for state in kind.states):
        yield "it has no end"
    leads = {state.key for state in kind.states if state.end}
    while True:
        more = {
            key for move in kind.moves if move.target in leads and set(move.by) - {By.REPORTER} for key in move.source
        } - leads
        if not more:
            break
        leads |= more
    yield from (f"the state {state.key!r} is a dead end" for state in kind.states if state.key not in leads)


def _ways_out_of_ends(kind: CaseType) -> Iterator[str]:
    """What has ended stays ended, unless its reporter will have it otherwise."""
    for state in kind.states:
        for move in kind.moves_from(state.key) if state.end else []:
            if move.target not in (None, state.key) and set(move.by) != {By.REPORTER}:
                yield f"the move {move.key!r} leads out of the end {state.key!r}, and not only the reporter may make it"
