"""Who could take a case now, and why: what a dispatcher knows of everybody on post, on one page.

Five words. A *target* is a seat (or one of the holder's own people) to which a move would really hand the case; its *roster*
is who sits there today; its *load* is how many cases wait for it, beside what its *peers* have; a *candidate* is a target
with its reasons, or with what speaks against it.
"""
