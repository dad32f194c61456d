"""InterpretML's side of additive-students.mjs: the AUC of explainable boosting machines.

Reads JSON from stdin (files of numbers as the bench split them) and prints JSON. Needs interpret-core and pandas.
"""

import json
import sys
import time
import warnings

import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier
from sklearn.metrics import roc_auc_score

warnings.filterwarnings("ignore")


def main():
    ask = json.load(sys.stdin)
    read = lambda rows: np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=float)
    out = []
    for spec in ask["sets"]:
        train, test = read(spec["train"]), read(spec["test"])
        for interactions in ask["interactions"]:
            for bags in ask["bags"]:
                start = time.perf_counter()
                # All features as numbers, as the bench has them.
                model = ExplainableBoostingClassifier(
                    interactions=interactions, outer_bags=bags, n_jobs=1, random_state=1,
                    feature_types=["continuous"] * (train.shape[1] - 1),
                ).fit(train[:, :-1], train[:, -1])
                seconds = time.perf_counter() - start
                auc = roc_auc_score(test[:, -1], model.predict_proba(test[:, :-1])[:, 1])
                out.append({"name": spec["name"], "interactions": interactions, "bags": bags, "auc": auc, "seconds": seconds})
    json.dump(out, sys.stdout)


main()
