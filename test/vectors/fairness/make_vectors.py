"""Makes the cases of this folder: columns, and what other libraries say of them.

    pip install -r requirements.txt
    python make_vectors.py

Counts, rates and intervals: statsmodels, scipy and fairlearn. AUC: scikit-learn, and DeLong's variance
of confidenceinterval. Recalibration: statsmodels' GLM. Nothing is taken from this project.
"""

import csv
import gzip
import importlib.metadata
import io
import json
from pathlib import Path

import numpy as np
from confidenceinterval.delong import delong_roc_variance
from fairlearn.metrics import (
    MetricFrame,
    demographic_parity_difference,
    demographic_parity_ratio,
    selection_rate,
    true_positive_rate,
)
from scipy import stats
from scipy.optimize import brentq
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

HERE = Path(__file__).parent
LIBRARIES = ["fairlearn", "statsmodels", "scipy", "scikit-learn", "confidenceinterval", "numpy"]


def estimate(value, bounds):
    return {"value": float(value), "low": float(bounds[0]), "high": float(bounds[1])}


def rate(hits, of, alpha):
    return estimate(hits / of, proportion_confint(hits, of, alpha, method="wilson"))


def difference(a, b, alpha):
    bounds = confint_proportions_2indep(*a, *b, method="newcomb", compare="diff", alpha=alpha)
    return estimate(a[0] / a[1] - b[0] / b[1], bounds)


def ratio(a, b, alpha):
    if b[0] == 0:
        return None
    table = [[a[0], a[1] - a[0]], [b[0], b[1] - b[0]]]
    value = (a[0] / a[1]) / (b[0] / b[1])
    if min(min(row) for row in table) == 0:
        # One half to every cell; shift_zeros of statsmodels would add it to the empty ones alone.
        low, high = Table2x2(np.array(table) + 0.5, shift_zeros=False).riskratio_confint(alpha)
        return {**estimate(value, (0 if a[0] == 0 else min(low, value), max(high, value))), "corrected": True}
    result = stats.contingency.relative_risk(a[0], a[1], b[0], b[1])
    interval = result.confidence_interval(1 - alpha)
    return {**estimate(value, (interval.low, interval.high)), "corrected": False}


def test(a, b):
    table = np.array([[a[0], a[1] - a[0]], [b[0], b[1] - b[0]]])
    expected = stats.contingency.expected_freq(table)
    if expected.min() < 5:
        return {"method": "fisher", "p": float(stats.fisher_exact(table).pvalue)}
    return {"method": "z", "p": float(proportions_ztest([a[0], b[0]], [a[1], b[1]])[1])}


def standardised(x, y, sign, alpha):
    """Cohen's d of statsmodels' pooled variance, Hedges and Olkin's interval, and the exact one."""
    compared = CompareMeans(DescrStatsW(x), DescrStatsW(y))
    d = sign * (x.mean() - y.mean()) / np.sqrt(compared.std_meandiff_pooledvar**2 / (1 / len(x) + 1 / len(y)))
    n1, n2 = len(x), len(y)
    half = stats.norm.isf(alpha / 2) * np.sqrt((n1 + n2) / (n1 * n2) + d * d / (2 * (n1 + n2)))
    scale = np.sqrt(n1 * n2 / (n1 + n2))
    exact = [
        brentq(lambda delta: stats.nct.cdf(d * scale, n1 + n2 - 2, delta) - p, d * scale - 8, d * scale + 8) / scale
        for p in (1 - alpha / 2, alpha / 2)
    ]
    return {**estimate(d, (d - half, d + half)), "exact": exact}


def ranking(outcome, risk, alpha):
    if len(set(outcome)) < 2:
        return None
    auc = roc_auc_score(outcome, risk)
    ks = stats.ks_2samp(risk[outcome == 1], risk[outcome == 0], method="asymp").statistic
    result = {"good": int((outcome == 0).sum()), "bad": int(outcome.sum()), "ks": float(ks)}
    if 0 < auc < 1 and min(result["good"], result["bad"]) > 1:
        # DeLong's definition, pair by pair; the library sums in float32.
        pairs = (np.sign(risk[outcome == 1][:, None] - risk[outcome == 0][None, :]) + 1) / 2
        variance = sum(pairs.mean(axis=axis).var(ddof=1) / pairs.shape[1 - axis] for axis in (0, 1))
        assert abs(variance / float(delong_roc_variance(outcome, risk)[1]) - 1) < 1e-5
        half = stats.norm.isf(alpha / 2) * np.sqrt(float(variance))
        return {**result, "interval": "delong", "auc": estimate(auc, (max(0, auc - half), min(1, auc + half)))}
    return {**result, "auc": {"value": float(auc)}}


def recalibration(outcome, probability, alpha):
    log_odds = np.log(probability / (1 - probability))
    ones = np.ones((len(outcome), 1))
    large = GLM(outcome, ones, family=Binomial(), offset=log_odds).fit(tol=1e-14, maxiter=200)
    free = GLM(outcome, np.column_stack([ones, log_odds]), family=Binomial()).fit(tol=1e-14, maxiter=200)
    return {
        "intercept": estimate(large.params[0], large.conf_int(alpha)[0]),
        "slope": estimate(free.params[1], free.conf_int(alpha)[1]),
    }


def reliability(outcome, probability, limits, alpha):
    bins = []
    at = np.digitize(probability, limits, right=True)
    for each in range(len(limits) + 1):
        inside = at == each
        if inside.any():
            observed = rate(int(outcome[inside].sum()), int(inside.sum()), alpha)
            bins.append({"rows": int(inside.sum()), "expected": float(probability[inside].mean()), "observed": observed})
    return bins


def expected_of(columns, reference, confidence, bins):
    alpha = 1 - confidence
    groups = np.array(columns["groups"])
    approved = np.array(columns["approved"])
    outcome = np.array(columns["outcome"]) if "outcome" in columns else None
    points = np.array(columns["points"], dtype=float) if "points" in columns else None
    probability = np.array(columns["probability"]) if "probability" in columns else None
    counts = {g: (int(approved[groups == g].sum()), int((groups == g).sum())) for g in sorted(set(groups))}
    others = [g for g in counts if g != reference]
    result = {}
    tests = {g: test(counts[g], counts[reference]) for g in others}
    for g, adjusted in zip(others, multipletests([tests[g]["p"] for g in others], method="holm")[1]):
        tests[g]["holm"] = float(adjusted)
    limits = (
        np.unique(np.quantile(probability, np.arange(1, bins) / bins, method="inverted_cdf"))
        if probability is not None and outcome is not None
        else None
    )
    for g, share in counts.items():
        inside = groups == g
        entry = {"rows": share[1], "approved": share[0], "rate": rate(*share, alpha)}
        if g != reference:
            entry["difference"] = difference(share, counts[reference], alpha)
            entry["ratio"] = ratio(share, counts[reference], alpha)
            entry["test"] = tests[g]
        if points is not None:
            entry["mean"] = float(points[inside].mean())
            entry["deviation"] = float(points[inside].std(ddof=1)) if inside.sum() > 1 else None
            if g != reference:
                entry["standardised"] = standardised(points[inside], points[groups == reference], 1, alpha)
        if outcome is not None:
            payers = {
                h: (int(approved[(groups == h) & (outcome == 0)].sum()), int(((groups == h) & (outcome == 0)).sum()))
                for h in (g, reference)
            }
            entry["good"] = {"rate": rate(*payers[g], alpha)}
            if g != reference:
                entry["good"]["gap"] = difference(payers[g], payers[reference], alpha)
            if probability is not None:
                entry["ranking"] = ranking(outcome[inside], probability[inside], alpha)
                entry["calibration"] = {
                    "bad": int(outcome[inside].sum()),
                    "expected": float(probability[inside].mean()),
                    "observed": rate(int(outcome[inside].sum()), share[1], alpha),
                    "bins": reliability(outcome[inside], probability[inside], limits, alpha),
                }
                if 0 < outcome[inside].sum() < share[1] and share[1] > 20:
                    entry["calibration"].update(recalibration(outcome[inside], probability[inside], alpha))
        result[g] = entry
    frame = {"sensitive_features": groups}
    spread = {
        "difference": float(demographic_parity_difference(approved, approved, **frame)),
        "ratio": float(demographic_parity_ratio(approved, approved, **frame)),
    }
    # fairlearn's own rates, as a second opinion on counts and on who is a good payer.
    by_group = MetricFrame(metrics=selection_rate, y_true=approved, y_pred=approved, **frame).by_group
    for g, value in by_group.items():
        assert abs(value - result[g]["rate"]["value"]) < 1e-12
    if outcome is not None:
        paid = MetricFrame(metrics=true_positive_rate, y_true=1 - outcome, y_pred=approved, **frame).by_group
        for g, value in paid.items():
            assert abs(value - result[g]["good"]["rate"]["value"]) < 1e-12
    return {"reference": reference, "spread": spread, "groups": result}


def german():
    """South German Credit (Groemping 2019, UCI #573, CC BY 4.0), scored by a plain logistic regression."""
    text = gzip.open(HERE.parent / "data" / "south_german.csv.gz", "rt").read()
    table = list(csv.DictReader(io.StringIO(text)))
    target = next(name for name in ("kredit", "credit_risk", "bad") if name in table[0])
    group = next(name for name in ("famges", "personal_status_sex") if name in table[0])
    names = [name for name in table[0] if name not in (target, group, "row")]
    x = StandardScaler().fit_transform(np.array([[float(row[name]) for name in names] for row in table]))
    bad = np.array([1 - int(float(row[target])) if target != "bad" else int(row[target]) for row in table])
    # The file has all good payers first.
    some = np.random.default_rng(3).permutation(len(bad))[:600]
    odds = LogisticRegression(C=0.05).fit(x[some], bad[some]).decision_function(x)
    probability = np.round(1 / (1 + np.exp(-odds)), 4)
    points = np.round(600 - 40 / np.log(2) * odds)
    return {
        "groups": [row[group] for row in table],
        "approved": (points >= 630).astype(int).tolist(),
        "points": points.astype(int).tolist(),
        "probability": probability.tolist(),
        "outcome": bad.tolist(),
    }


def weighted_of(columns, weights, reference, confidence):
    """The same rows with sampling weights: rates, means, AUC and recalibration by weight.

    Formulas for counted rows get weights that add up to Kish's effective sample size.
    """
    alpha = 1 - confidence
    groups, weights = np.array(columns["groups"]), np.array(weights)
    approved, outcome = np.array(columns["approved"]), np.array(columns["outcome"])
    points, probability = np.array(columns["points"], dtype=float), np.array(columns["probability"])
    kwargs = {"sensitive_features": groups, "sample_params": {"sample_weight": weights}}
    rates = MetricFrame(metrics=selection_rate, y_true=approved, y_pred=approved, **kwargs).by_group
    result, described = {}, {}
    for g in sorted(set(groups)):
        inside = groups == g
        w = weights[inside]
        effective = w.sum() ** 2 / (w**2).sum()
        scaled = w * effective / w.sum()
        described[g] = DescrStatsW(points[inside], weights=scaled)
        log_odds = np.log(probability[inside] / (1 - probability[inside]))
        design = np.column_stack([np.ones(inside.sum()), log_odds])
        fitted = GLM(outcome[inside], design, family=Binomial(), freq_weights=scaled).fit(tol=1e-14, maxiter=200)
        bounds = proportion_confint(rates[g] * effective, effective, alpha, method="wilson")
        result[g] = {
            "effectiveRows": float(effective),
            "rate": estimate(rates[g], bounds),
            "mean": float(described[g].mean),
            "auc": float(roc_auc_score(outcome[inside], probability[inside], sample_weight=w)),
            "slope": estimate(fitted.params[1], fitted.conf_int(alpha)[1]),
        }
    for g in result:
        if g == reference:
            continue
        a, b = described[g], described[reference]
        pooled = CompareMeans(a, b).std_meandiff_pooledvar / np.sqrt(1 / a.nobs + 1 / b.nobs)
        result[g]["standardised"] = float((a.mean - b.mean) / pooled)
    return {"reference": reference, "groups": result}


def cells(*groups):
    """Made up: (label, rows, approved) in a row."""
    return {
        "groups": [label for label, rows, _ in groups for _ in range(rows)],
        "approved": [int(i < hits) for _, rows, hits in groups for i in range(rows)],
    }


CASES = {
    "german": (german, "3", 0.95),
    "german-narrow": (german, "2", 0.8),
    "empty-cells": (lambda: cells(("a", 200, 140), ("none", 40, 0), ("all", 35, 35), ("few", 9, 4), ("one", 1, 1)), "a", 0.95),
    "all-approved": (lambda: cells(("a", 60, 60), ("b", 12, 12)), "a", 0.95),
    "rare": (lambda: cells(("a", 4000, 7), ("b", 1500, 9), ("c", 2500, 0)), "a", 0.99),
    "large": (lambda: cells(("a", 30000, 21012), ("b", 9000, 5000)), "a", 0.95),
}


def main():
    versions = {library: importlib.metadata.version(library) for library in LIBRARIES}
    for name, (make, reference, confidence) in CASES.items():
        columns = make()
        expected = expected_of(columns, reference, confidence, 10)
        counted = "points" not in columns
        content = {"versions": versions, "confidence": confidence, "expected": expected}
        if counted:
            content["cells"] = [
                [g, int(e["rows"]), int(e["approved"])] for g, e in expected["groups"].items()
            ]
        elif name == "german":
            content["columns"] = columns
        else:
            content["columnsOf"] = "german"
        write(name, content)
    columns = german()
    weights = np.round(np.random.default_rng(5).lognormal(0, 0.7, len(columns["groups"])), 3).tolist()
    expected = weighted_of(columns, weights, "3", 0.95)
    write("weighted", {"versions": versions, "confidence": 0.95, "expected": expected, "weights": weights, "columnsOf": "german"})


def write(name, content):
    (HERE / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
