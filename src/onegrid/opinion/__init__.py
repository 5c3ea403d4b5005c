"""What many people hold, from short statements that each of them agreed with, disagreed with or passed.

Pure numerics on numpy: no Django, no tables. Five words: a *vote* is one person's answer to one statement; the *plane* puts
people near each other who answer alike; a *group* is a part of the plane; a statement *speaks for* a group that answers it
otherwise than the rest; *common ground* is what every group agrees with.

The method is that of Polis (Small, Bjorkegren, Erkkilä, Shaw and Megill, "Polis: Scaling deliberation by mapping high
dimensional opinion spaces", 2021): principal components of the sparse votes, k-means, tests of proportions. Nothing in it
is drawn by lot, and no result depends on an earlier one: the same votes give the same picture, in whatever order they came.

>>> from onegrid.opinion.talk import Talk
>>> talk = Talk.of([("ann", 1, 1, 0.0), ("bo", 1, -1, 1.0), ("ann", 2, 0, 2.0)])
>>> talk.add("bo", 2, 1, at=3.0)
>>> talk.picture().statements
(1, 2)
"""
