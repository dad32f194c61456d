"""Makes brute/: tiny forests with Shapley values found by trying every subset of the features.

    python make_brute.py        under the XGBoost named in XGBOOST below

Two games, both in float64, on the margin:

  path        features outside the subset follow both branches, weighted by child cover / parent cover
  background  features outside the subset are taken from a background row; the value is the mean over 16 rows

For each game: every row's Shapley values and the baseline (the value of the empty subset), and the pairwise
Shapley interaction values as TreeSHAP defines them: an off-diagonal cell holds half of the pair's interaction, and
a matrix row sums to that feature's Shapley value. No line here comes from a SHAP library.
XGBoost trains the forests, and its own pred_contribs and pred_interactions are compared at the end.
"""

from dataclasses import dataclass
from math import factorial

import numpy as np
import xgboost as xgb

from forest import Forest
from make_vectors import HERE, NEWEST, fresh, short, write_csv, write_manifest

XGBOOST = NEWEST
ROWS = 10
BACKGROUND = 16


# ---------------------------------------------------------------- the games


def path_value(forest, row, known):
    def visit(tree, node):
        if tree.is_leaf(node):
            return tree.value(node)
        if known[tree.feature[node]]:
            return visit(tree, tree.next(node, row))
        return sum(tree.cover[child] / tree.cover[node] * visit(tree, child) for child in tree.children(node))

    return forest.intercept() + sum(visit(tree, 0) for tree in forest.trees)


def background_value(forest, row, known, background):
    mixed = (np.where(known, row, other) for other in background)
    return sum(forest.margin(one) for one in mixed) / len(background)


def subsets(n):
    """All subsets of n features, subset number s at position s: bit i says whether feature i is in it."""
    return [np.array([s >> i & 1 for i in range(n)], dtype=bool) for s in range(1 << n)]


def shapley(values, n):
    phi = np.zeros(n)
    for i in range(n):
        for s in range(1 << n):
            if not s >> i & 1:
                size = s.bit_count()
                weight = factorial(size) * factorial(n - size - 1) / factorial(n)
                phi[i] += weight * (values[s | 1 << i] - values[s])
    return phi


def interactions(values, phi, n):
    matrix = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            for s in range(1 << n):
                if not s >> i & 1 and not s >> j & 1:
                    size = s.bit_count()
                    weight = factorial(size) * factorial(n - size - 2) / (2 * factorial(n - 1))
                    both, one, other = s | 1 << i | 1 << j, s | 1 << i, s | 1 << j
                    matrix[i, j] += weight * (values[both] - values[one] - values[other] + values[s])
            matrix[j, i] = matrix[i, j]
    matrix[np.diag_indices(n)] = phi - matrix.sum(axis=1)
    return matrix


# ---------------------------------------------------------------- the forests


@dataclass
class Case:
    name: str
    types: list
    params: dict
    rounds: int
    missing: float = 0.0
    require: object = None


def repeated(forest):
    """A path that splits three times on one feature."""
    return any(max(map(path.count, path)) >= 3 for tree in forest.trees for path in tree.paths() if path)


def default_both(forest):
    return {d for t in forest.trees for n, d in enumerate(t.default_left) if not t.is_leaf(n)} == {0, 1}


CASES = [
    Case("numeric", ["q"] * 6, dict(max_depth=3), 5),
    Case("repeated", ["q"] * 3, dict(max_depth=4, min_child_weight=0.5), 4, require=repeated),
    Case("missing", ["q"] * 5, dict(max_depth=4), 4, missing=0.25, require=default_both),
    Case("categories", ["c", "q", "c", "q", "q"], dict(max_depth=4, max_cat_to_onehot=3), 4, missing=0.1,
         require=lambda f: {len(s) for t in f.trees for s in t.categories.values()} > {1}),
    Case("squarederror", ["q"] * 4, dict(max_depth=4, objective="reg:squarederror"), 3),
    Case("dart-eight", ["q"] * 8, dict(max_depth=4, booster="dart", rate_drop=0.4, one_drop=1), 6),
]


def rows_of(case, n, rng):
    X = rng.normal(size=(n, len(case.types))).astype(np.float32)
    # Few distinct values, so that rows, background and thresholds often meet.
    X = np.round(X * 4) / 4
    for i, kind in enumerate(case.types):
        if kind == "c":
            X[:, i] = rng.integers(0, 3 + 4 * (i > 0), n)
    X[rng.random(X.shape) < case.missing] = np.nan
    return X.astype(np.float32)


def target(case, X, rng):
    x = np.nan_to_num(X, nan=0.7).astype(float)
    signal = x[:, 0] * x[:, 1] + np.abs(x[:, 2]) - (x[:, -1] > 0.5) + 0.5 * x[:, 1] - (x[:, 2] % 3)
    if case.params.get("objective") == "reg:squarederror":
        return signal
    return rng.random(len(X)) < 1 / (1 + np.exp(-signal))


def make(case):
    folder = fresh(HERE / "brute" / case.name)
    rng = np.random.default_rng(17)
    X = rows_of(case, 300, rng)
    matrix = lambda rows, y=None: xgb.DMatrix(rows, y, feature_types=case.types, enable_categorical=True, nthread=1)
    params = dict(objective="binary:logistic", tree_method="hist", eta=0.5, seed=7, nthread=1) | case.params
    booster = xgb.train(params, matrix(X, target(case, X, rng)), case.rounds)
    booster.save_model(folder / "model.json")
    forest = Forest(folder / "model.json")
    if case.require and not case.require(forest):
        raise SystemExit(f"{case.name}: the forest does not show what the case is there to show")

    rows, background = rows_of(case, ROWS, rng), rows_of(case, BACKGROUND, rng)
    n = len(case.types)
    names = [f"f{i}" for i in range(n)]
    for name, table in (("rows", rows), ("background", background)):
        cells = ([r, *("" if np.isnan(v) else short(v) for v in row)] for r, row in enumerate(table))
        write_csv(folder / f"{name}.csv", ["row", *names], cells)

    games = {
        "path": lambda row, known: path_value(forest, row, known),
        "background": lambda row, known: background_value(forest, row, known, background),
    }
    found = {}
    for game, value in games.items():
        phis, cubes, baselines = [], [], []
        for row in rows:
            values = [value(row, known) for known in subsets(n)]
            phis.append(shapley(values, n))
            cubes.append(interactions(values, phis[-1], n))
            baselines.append(values[0])
        write_csv(
            folder / f"shap_{game}.csv",
            ["row", *names, "BASELINE"],
            ([r, *(f"{v:.15g}" for v in (*phi, base))] for r, (phi, base) in enumerate(zip(phis, baselines))),
        )
        write_csv(
            folder / f"interactions_{game}.csv",
            ["row", "i", "j", "value"],
            ([r, i, j, f"{c[i, j]:.15g}"] for r, c in enumerate(cubes) for i in range(n) for j in range(n)),
        )
        found[game] = np.array(phis), np.array(cubes)

    margins = [forest.margin(row) for row in rows]
    write_csv(folder / "expected.csv", ["row", "margin"], ([r, f"{m:.15g}"] for r, m in enumerate(margins)))
    shap, cube = found["path"]
    native_shap = booster.predict(matrix(rows), pred_contribs=True)[:, :n]
    native_cube = booster.predict(matrix(rows), pred_interactions=True)[:, :n, :n]
    checks = {
        "largest difference from XGBoost's margin": float(np.abs(margins - booster.predict(matrix(rows), output_margin=True)).max()),
        "largest difference from pred_contribs": float(np.abs(shap - native_shap).max()),
        "largest difference from pred_interactions": float(np.abs(cube - native_cube).max()),
    }
    if max(checks.values()) > 1e-5:
        raise SystemExit(f"{case.name}: {checks}")
    write_manifest(
        folder,
        {"case": case.name, "feature_types": case.types, "params": params, "trees": len(forest.trees), "checks": checks},
    )
    print(f"{case.name:14}", checks)


def main():
    if xgb.__version__ != XGBOOST:
        raise SystemExit(f"XGBoost {xgb.__version__} is installed; these forests are trained with {XGBOOST}")
    for case in CASES:
        make(case)


if __name__ == "__main__":
    main()
