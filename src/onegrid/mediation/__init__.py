"""One-stop mediation: a dispute between parties is brought at one door, mediated near it, and followed to its end.

Five words. A *dispute* stands beside its case and holds what is confidential; its *parties* meet a *mediator* in *sessions*;
what they settle is an *agreement*, whose terms have days on which somebody looks whether they were kept.
"""

ROOM = "mediation"
