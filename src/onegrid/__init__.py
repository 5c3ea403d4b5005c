"""OneGrid (多网合一): the working system of a subdistrict office."""

__version__ = "0.1.0"
