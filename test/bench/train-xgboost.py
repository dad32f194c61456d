"""XGBoost on rows that `train.mjs` parted: AUC of the tests in and out of time, as JSON.

    train-xgboost.py ROWS.json
"""

import json
import sys
import time

import numpy as np
import pandas as pd
import xgboost as xgb

TRAIN, VALIDATION, IN_TIME, OUT_OF_TIME = range(4)


def auc(score, bad):
    ranks = pd.Series(score).rank().to_numpy()
    n = bad.sum()
    return float((ranks[bad == 1].sum() - n * (n + 1) / 2) / (n * (len(bad) - n)))


data = json.load(open(sys.argv[1]))
parts, bad = np.array(data["parts"]), np.array(data["bad"])
frame = {}
for column in data["columns"]:
    if "codes" in column:
        codes = np.array(column["codes"])
        known = codes.max() + 1
        frame[column["name"]] = pd.Categorical.from_codes(codes, categories=range(known))
    else:
        frame[column["name"]] = np.array(column["values"], dtype=float)
frame = pd.DataFrame(frame)


def matrix(part):
    return xgb.DMatrix(frame[parts == part], bad[parts == part], enable_categorical=True)


start = time.perf_counter()
settings = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "max_depth": 4,
    "eta": 0.1,
    "lambda": 5,
    "min_child_weight": 5,
    "nthread": 1,
    "seed": 1,
}
model = xgb.train(
    settings,
    matrix(TRAIN),
    100,
    evals=[(matrix(VALIDATION), "validation")],
    early_stopping_rounds=20,
    verbose_eval=False,
)
seconds = time.perf_counter() - start
out = []
for name, part in [("in-time", IN_TIME), ("out-of-time", OUT_OF_TIME)]:
    if (parts == part).any():
        best = (0, model.best_iteration + 1)
        score = model.predict(matrix(part), iteration_range=best, output_margin=True)
        out.append({"part": name, "auc": auc(score, bad[parts == part])})
print(json.dumps({"parts": out, "seconds": seconds}))
