"""The engine: what someone must answer by a date, from the report to the verified end.

Five words. A *case* is the matter; its *case type* says which *moves* there are; a *clock* is a deadline in working time;
the *holder* is the seat that must act now.
"""
