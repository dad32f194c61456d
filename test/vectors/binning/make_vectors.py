"""Makes optbinning.json: pre-bins of ten variables, and the bins that OptBinning merges them into.

    pip install -r requirements.txt
    python make_vectors.py

The rows are UCI Taiwan (demo/model/data) and UCI South German (../data), both CC BY 4.0. OptBinning gets the
pre-bins as its splits, or finds its own. Nothing is taken from this project.
"""

import gzip
import importlib.metadata
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from optbinning import OptimalBinning

warnings.filterwarnings("ignore")

HERE = Path(__file__).parent
TAIWAN = HERE / "../../../demo/model/data/taiwan.csv.gz"
GERMAN = HERE / "../data/south_german.csv.gz"
VARIABLES = [
    *((TAIWAN, name) for name in ["LIMIT_BAL", "AGE", "PAY_0", "PAY_3", "BILL_AMT1", "PAY_AMT1", "PAY_AMT4"]),
    *((GERMAN, name) for name in ["laufzeit", "hoehe", "alter"]),
]
LIMITS = {"maxBins": 6, "minShare": 0.05, "minBad": 1, "minGood": 1}
# Our names of trends, and OptBinning's.
TRENDS = {
    "ascending": "ascending",
    "descending": "descending",
    "monotone": "auto_asc_desc",
    "peak": "peak",
    "valley": "valley",
    "none": None,
}
DIFFERENCE = 0.02
PREBINS = 24
# Every so many rows have a hole, in one variable.
HOLES = {"PAY_AMT4": 13}


def read(path):
    with gzip.open(path, "rt") as file:
        table = pd.read_csv(file)
    if "kredit" in table:
        return table, (table["kredit"] == 0).astype(int).to_numpy()
    return table, table["default.payment.next.month"].to_numpy()


def quantile_cuts(values):
    """Distinct quantiles, and a bin for each value that many rows share; a cut belongs to its right."""
    quantiles = np.quantile(values, np.arange(1, PREBINS) / PREBINS, method="inverted_cdf")
    distinct, counts = np.unique(values, return_counts=True)
    after = distinct[1:][counts[:-1] >= len(values) / PREBINS]
    cuts = np.union1d(quantiles, after)
    return cuts[cuts > values.min()].astype(float)


def tally(codes, bad, count):
    rows = np.bincount(codes, minlength=count)
    return [[int(n), int(b)] for n, b in zip(rows, np.bincount(codes, weights=bad, minlength=count))]


def solve(x, bad, trend, difference=0.0, **options):
    binning = OptimalBinning(
        solver="cp",
        max_n_bins=LIMITS["maxBins"],
        min_bin_size=LIMITS["minShare"],
        min_bin_n_event=LIMITS["minBad"],
        min_bin_n_nonevent=LIMITS["minGood"],
        monotonic_trend=trend,
        min_event_rate_diff=difference,
        **options,
    ).fit(x, bad)
    binning.binning_table.build()
    return binning


def answer(cuts, binning):
    """What it found as indices of cuts; none where it says that nothing can be found."""
    found = {"status": binning.status, "iv": float(binning.binning_table.iv)}
    if binning.status in ("OPTIMAL", "FEASIBLE"):
        found["starts"] = [0, *(int(np.flatnonzero(cuts == split)[0]) + 1 for split in binning.splits)]
    return found


def main():
    cases = []
    for path, name in VARIABLES:
        table, bad = read(path)
        x = table[name].to_numpy(float)
        if name in HOLES:
            x[:: HOLES[name]] = np.nan
        there = ~np.isnan(x)
        cuts = quantile_cuts(x[there])
        cells = tally(np.searchsorted(cuts, x[there], side="right"), bad[there], len(cuts) + 1)
        missing = [int((~there).sum()), int(bad[~there].sum())]
        found = [
            {"trend": ours, "minDifference": difference, **answer(cuts, solve(x, bad, theirs, difference, user_splits=cuts))}
            for ours, theirs in TRENDS.items()
            for difference in ([0.0, DIFFERENCE] if ours in ("monotone", "ascending") else [0.0])
        ]
        own = solve(x, bad, "auto_asc_desc")
        cases.append(
            {
                "data": path.name.removesuffix(".csv.gz"),
                "name": name,
                "cells": cells,
                "missing": missing,
                "found": found,
                "ownPreBins": {"iv": float(own.binning_table.iv)},
            }
        )
        print(name, len(cells), [round(each["iv"], 6) for each in found], round(cases[-1]["ownPreBins"]["iv"], 6))
    versions = {name: importlib.metadata.version(name) for name in ("optbinning", "ortools", "numpy")}
    text = json.dumps({"versions": versions, "limits": LIMITS, "cases": cases})
    (HERE / "optbinning.json").write_text(text.replace('{"data"', '\n{"data"') + "\n")


if __name__ == "__main__":
    main()
