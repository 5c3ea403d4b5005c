"""How often the type of a dispute is guessed right, on consultations that the guesser has not seen.

    .venv/bin/python bench/dispute_types.py

250 legal consultations of LawBench (see ../shared/data/SOURCES.md), whose 20 labels are joined to the types of this room.
Ten times five folds, each fold guessed by what was learnt from the other four; beside it the rule by words, which learns
nothing, and always naming the commonest type.
"""

import os
import statistics
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
DATA = Path(os.environ.get("ONEGRID_DATA", Path(__file__).parents[2] / "shared/data"))
FOLDS, ROUNDS = 5, 10


def main() -> None:
    import django

    django.setup()
    from sklearn.model_selection import StratifiedKFold

    from onegrid.mediation.guessing import guess_by_words
    from onegrid.mediation.learning import make_pipeline, read_examples

    warnings.filterwarnings("ignore", message="The least populated class")  # four texts on labour in five folds
    path = DATA / "disputes/legal_consultation_types.json"
    if not path.exists():
        sys.exit(f"skipped: there is no {path}")
    texts, sorts = zip(*read_examples(path), strict=True)
    scores, first_two, started = [], [], time.perf_counter()
    for seed in range(ROUNDS):
        for known, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(texts, sorts):
            model = make_pipeline().fit([texts[i] for i in known], [sorts[i] for i in known])
            ranked = model.predict_proba([texts[i] for i in unseen]).argsort(axis=1)[:, ::-1]
            named = [[model.classes_[place] for place in row[:2]] for row in ranked]
            scores.append(statistics.mean(sorts[i] == names[0] for i, names in zip(unseen, named, strict=True)))
            first_two.append(statistics.mean(sorts[i] in names for i, names in zip(unseen, named, strict=True)))
    took = (time.perf_counter() - started) / ROUNDS / FOLDS
    by_words = statistics.mean(guess_by_words(text).sort == sort for text, sort in zip(texts, sorts, strict=True))
    common = Counter(sorts).most_common(1)[0][1] / len(sorts)
    print(f"texts {len(texts)}, types {len(set(sorts))}")
    print(f"learnt    {statistics.mean(scores):.3f} ± {statistics.stdev(scores):.3f}")
    print(f"          {statistics.mean(first_two):.3f} among the first two")
    print(f"by words  {by_words:.3f}")
    print(f"commonest {common:.3f}")
    print(f"learning takes {took:.2f} s")


if __name__ == "__main__":
    main()
