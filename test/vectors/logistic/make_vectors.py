"""Makes statsmodels.json: logistic regressions on coded columns, and what statsmodels says of them.

    pip install -r ../binning/requirements.txt
    python make_vectors.py

The rows are UCI Taiwan and South German of ../data, both CC BY 4.0. Columns take the WOE of quantile groups, which the
file lists by the groups' cuts, so that the rows need not be in it. Nothing is taken from this project.
"""

import gzip
import importlib.metadata
import json
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.stats.outliers_influence import variance_inflation_factor

HERE = Path(__file__).parent
CASES = {
    "taiwan": ["LIMIT_BAL", "PAY_0", "PAY_2", "PAY_3", "BILL_AMT1", "BILL_AMT2", "BILL_AMT3", "PAY_AMT1", "PAY_AMT2"],
    "south_german": ["laufkont", "laufzeit", "moral", "hoehe", "alter", "verm"],
}


def read(name):
    with gzip.open(HERE / f"../data/{name}.csv.gz", "rt") as file:
        table = pd.read_csv(file)
    bad = (table["kredit"] == 0).astype(int) if "kredit" in table else table["default.payment.next.month"]
    return table, bad.to_numpy()


def woe_column(x, bad):
    cuts = np.unique(np.quantile(x, np.arange(1, 6) / 6, method="inverted_cdf"))
    cuts = cuts[cuts > x.min()]
    codes = np.searchsorted(cuts, x, side="right")
    rows = np.bincount(codes)
    bads = np.bincount(codes, weights=bad)
    woe = np.log((bads / bads.sum()) / ((rows - bads) / (rows - bads).sum()))
    return codes, {"cuts": cuts.tolist(), "woe": woe.tolist()}


def main():
    cases = []
    for name, columns in CASES.items():
        table, bad = read(name)
        coded = {column: woe_column(table[column].to_numpy(float), bad) for column in columns}
        x = sm.add_constant(np.column_stack([np.array(spec["woe"])[codes] for codes, spec in coded.values()]))
        for weighted in (False, True):
            # Whole weights, so that they are frequencies: 1, 2, 3, 1, 2, 3...
            weight = 1.0 + np.arange(len(bad)) % 3 if weighted else np.ones(len(bad))
            fit = sm.GLM(bad, x, family=sm.families.Binomial(), freq_weights=weight).fit(tol=1e-14, maxiter=100)
            repeated = np.repeat(x, weight.astype(int), axis=0)
            cases.append(
                {
                    "data": name,
                    "weighted": weighted,
                    "columns": {column: spec for column, (_, spec) in coded.items()},
                    "coefficients": fit.params.tolist(),
                    "standardErrors": fit.bse.tolist(),
                    "p": fit.pvalues.tolist(),
                    "logLikelihood": float(fit.llf),
                    "aic": float(fit.aic),
                    "vif": [float(variance_inflation_factor(repeated, j)) for j in range(1, x.shape[1])],
                }
            )
    versions = {name: importlib.metadata.version(name) for name in ("statsmodels", "numpy")}
    text = json.dumps({"versions": versions, "cases": cases})
    (HERE / "statsmodels.json").write_text(text.replace('{"data"', '\n{"data"') + "\n")


if __name__ == "__main__":
    main()
