"""The HTTP API: the same verbs as the pages, for programs.

A door with no rules inside. An operation's `summary` and `description` stand where other functions have a docstring: they
are what readers of the API's own page see, in their language.
"""
