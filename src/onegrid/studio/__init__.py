"""The plan studio: from departments' nets to a draft plan of the areas.

Five words. A *drawing* is a planner's desk: maps, settings, alternatives; a *source map* is a file that was brought in; a
*unit* is never divided; an *alternative* is one plan that was computed for the drawing, or is being computed; a *breach* is a
limit that an alternative does not keep.

The computing itself is `onegrid.planning`, an extra: `extra.missing_packages` says what is not installed. Modules here that
need it are `maps`, `desk`, `drafting`, `judging`, `editing` and `saving`; models, queries and plain verbs do without.
"""
