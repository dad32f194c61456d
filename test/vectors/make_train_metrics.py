"""Figures that a training report holds, by scikit-learn, scipy and statsmodels: train/metrics.json.

Scores are made up (integer margins with ties); nothing is taken from any person.

    pip install numpy scipy scikit-learn statsmodels
    python make_train_metrics.py
"""
import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy.special import expit
from scipy.stats import ks_2samp, norm
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

Z = norm.ppf(0.975)
UNIT = 2.0**-10


def delong(margin, bad, weight):
    """Over all pairs, not by sorting. With weights a placement counts by its weight's square."""
    b, g = margin[bad == 1], margin[bad == 0]
    wb, wg = weight[bad == 1], weight[bad == 0]
    wins = (b[:, None] > g[None, :]) + 0.5 * (b[:, None] == g[None, :])
    of_bad = wins @ wg / wg.sum()
    of_good = wb @ wins / wb.sum()
    auc = wb @ of_bad / wb.sum()

    def variance(values, w):
        n = len(values)
        return np.sum((w * (values - auc)) ** 2) / w.sum() ** 2 * n / (n - 1)

    return auc, variance(of_bad, wb) + variance(of_good, wg)


def ks(margin, bad, weight):
    best, at = 0.0, (1.0, 1.0)
    for cut in np.unique(margin):
        above = margin > cut
        pb = weight[above & (bad == 1)].sum() / weight[bad == 1].sum()
        pg = weight[above & (bad == 0)].sum() / weight[bad == 0].sum()
        if pb - pg > best:
            best, at = pb - pg, (pb, pg)
    nb = weight[bad == 1].sum() ** 2 / (weight[bad == 1] ** 2).sum()
    ng = weight[bad == 0].sum() ** 2 / (weight[bad == 0] ** 2).sum()
    low, high = confint_proportions_2indep(
        at[0] * nb, nb, at[1] * ng, ng, method="newcomb", compare="diff", alpha=0.05
    )
    return best, low, high


def tenths(margin):
    """Of each row: the tenth in which the middle of its equals lies, safest first."""
    order = np.sort(margin)
    first = np.searchsorted(order, margin, "left")
    last = np.searchsorted(order, margin, "right")
    return np.minimum(9, np.floor((first + last) / 2 * 10 / len(margin)).astype(int))


def psi(actual, reference):
    actual, reference = np.asarray(actual, float), np.asarray(reference, float)
    a = np.where(actual == 0, 0.5, actual) / actual.sum()
    b = np.where(reference == 0, 0.5, reference) / reference.sum()
    both = (actual > 0) | (reference > 0)
    return float(np.sum(((a - b) * np.log(a / b))[both]))


def case(name, seed, rows, weighted, spread):
    rng = np.random.RandomState(seed)
    margin = np.round(rng.normal(-1, 1, rows) * spread).astype(int) * int(1024 / spread)
    truth = -0.4 + 0.4 * margin * UNIT
    bad = (rng.uniform(size=rows) < expit(truth)).astype(int)
    weight = rng.randint(1, 9, rows) / 4 if weighted else np.ones(rows)
    log_odds = margin * UNIT
    p = expit(log_odds)
    auc, variance = delong(margin, bad, weight)
    assert abs(auc - roc_auc_score(bad, margin, sample_weight=weight)) < 1e-12
    distance, low, high = ks(margin, bad, weight)
    if not weighted:
        assert abs(distance - ks_2samp(margin[bad == 1], margin[bad == 0]).statistic) < 1e-12
    of = tenths(margin)
    lift, calibration, captured = [], [], 0.0
    for each in range(9, -1, -1):
        here = of == each
        if not here.any():
            continue
        captured += weight[here & (bad == 1)].sum() / weight[bad == 1].sum()
        lift.append({"rows": int(here.sum()), "bad": int(bad[here].sum()), "captured": captured})
        w = weight[here]
        effective = w.sum() ** 2 / (w**2).sum()
        share = (w * bad[here]).sum() / w.sum()
        interval = proportion_confint(share * effective, effective, 0.05, method="wilson")
        calibration.insert(0, {
            "rows": int(here.sum()),
            "expected": float((w * p[here]).sum() / w.sum()),
            "observed": {"value": float(share), "low": interval[0], "high": interval[1]},
        })
    fit = sm.GLM(bad, sm.add_constant(log_odds), family=sm.families.Binomial(), freq_weights=weight)
    platt = fit.fit(tol=1e-14, maxiter=100)
    half = Z * np.sqrt(variance)
    return {
        "name": name,
        "margins": margin.tolist(),
        "bad": bad.tolist(),
        **({"weight": weight.tolist()} if weighted else {}),
        "auc": {"value": auc, "low": max(0, auc - half), "high": min(1, auc + half)},
        "ks": {"value": distance, "low": max(0, low), "high": min(1, high)},
        "logLoss": log_loss(bad, p, sample_weight=weight),
        "brier": brier_score_loss(bad, p, sample_weight=weight),
        "lift": lift,
        "calibration": calibration,
        "platt": {"intercept": platt.params[0], "slope": platt.params[1]},
    }


out = {
    "made": f"numpy {np.__version__}, scipy {scipy.__version__}, "
    f"scikit-learn {sklearn.__version__}, statsmodels {statsmodels.__version__}",
    "cases": [
        case("plain", 1, 700, False, 64),
        case("ties", 2, 600, False, 2),
        case("weighted", 3, 600, True, 8),
    ],
    "psi": [
        {"actual": a, "reference": r, "psi": psi(a, r)}
        for a, r in [([10, 20, 30], [20, 20, 20]), ([0, 5, 5], [3, 0, 7]), ([0, 9, 1], [0, 4, 6])]
    ],
}
path = Path(__file__).parent / "train" / "metrics.json"
path.write_text(json.dumps(out, default=float) + "\n")
