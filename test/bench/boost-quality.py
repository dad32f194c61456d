"""Trains XGBoost and LightGBM on the bins that test/bench/boost-quality.mjs writes.

Reads a JSON list of fits on standard input; prints their AUC on the test rows as a JSON list of
[xgboost, lightgbm]. Both get one thread, bins as numbers or as codes of categories, "missing" as NaN,
and their own defaults for everything that a fit does not say.
"""

import json
import sys

import lightgbm as lgb
import numpy as np
import xgboost as xgb


def auc(target, score):
    order = np.argsort(score, kind="stable")
    ranks = np.empty(len(score))
    ranks[order] = np.arange(1, len(score) + 1)
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.bincount(inverse, ranks) / counts)[inverse]
    bad = target == 1
    return (ranks[bad].sum() - bad.sum() * (bad.sum() + 1) / 2) / (bad.sum() * (~bad).sum())


def fit(job):
    features = job["features"]
    categories = job["categories"]
    bins = np.fromfile(job["bins"], dtype="u1").reshape(-1, features).astype("f4")
    for f, missing in enumerate(job["missing"]):
        bins[bins[:, f] == missing, f] = np.nan
    target = np.fromfile(job["target"], dtype="u1")
    train = np.array(job["train"])
    test = np.array(job["test"])
    kinds = {
        "feature_types": ["c" if f in categories else "q" for f in range(features)],
        "enable_categorical": bool(categories),
        "nthread": 1,
    }
    booster = xgb.train(
        {
            **{"objective": "binary:logistic", "tree_method": "hist", "max_bin": 256, "nthread": 1},
            **{"max_depth": job["depth"], "eta": job["eta"], "lambda": job["lambda"]},
            **{"min_child_weight": job["minChild"], "seed": job["seed"]},
        },
        xgb.DMatrix(bins[train], target[train], **kinds),
        num_boost_round=job["trees"],
    )
    first = auc(target[test], booster.predict(xgb.DMatrix(bins[test], **kinds), output_margin=True))
    data = lgb.Dataset(
        bins[train],
        target[train],
        categorical_feature=categories,
        params={"min_data_in_bin": 1, "verbose": -1},
    )
    model = lgb.train(
        {
            **{"objective": "binary", "num_threads": 1, "verbose": -1, "deterministic": True},
            **{"max_depth": job["depth"], "num_leaves": 2 ** job["depth"]},
            **{"learning_rate": job["eta"], "lambda_l2": job["lambda"], "min_data_in_leaf": 1},
            **{"min_sum_hessian_in_leaf": job["minChild"], "seed": job["seed"]},
        },
        data,
        num_boost_round=job["trees"],
    )
    second = auc(target[test], model.predict(bins[test], raw_score=True))
    return [first, second]


print(json.dumps([fit(job) for job in json.load(sys.stdin)]))
