"""The land: areas on four levels, compounds, and the plans that draw them.

Five words. An *area* is a node of the territory tree; its *code* is its path; a *plan* is a versioned set of areas; a
*compound* is a housing estate; to *locate* a point is to say which micro-grid it lies in on a date.
"""
