"""The append-only record: what was done, by whom, when and why, provably unaltered.

Five words. An *entry* is one line; a *chain* is the entries of one subject, each holding the digest of the one before;
the *head* is the digest of the last; the *journal* is the chain of things that are not cases (posts, routes, plans); an
*anchor* is a day's digest over all chains, which can be printed or sent elsewhere.
"""
