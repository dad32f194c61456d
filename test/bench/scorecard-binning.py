"""OptBinning's side of scorecard-binning.mjs: `read` prints columns, `bin` bins them.

Reads JSON from stdin and prints JSON. Needs optbinning and pandas (see test/vectors/binning/requirements.txt).
"""

import json
import sys
import time
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")


def column(spec, tables):
    path = spec["path"]
    if path not in tables:
        tables[path] = pd.read_csv(path)
    table = tables[path]
    bad = (table[spec["target"]].astype(str) == str(spec["bad"])).astype(int)
    x = pd.to_numeric(table[spec["name"]], errors="coerce").astype(float)
    x = x.where(~x.isin(spec.get("missing", [])))
    return x.to_numpy(), bad.to_numpy()


def solve(x, bad, ask, **options):
    from optbinning import OptimalBinning

    start = time.perf_counter()
    binning = OptimalBinning(
        max_n_bins=ask["maxBins"],
        min_bin_size=ask["minShare"],
        min_bin_n_event=1,
        min_bin_n_nonevent=1,
        monotonic_trend=ask["trend"],
        **options,
    ).fit(x, bad)
    seconds = time.perf_counter() - start
    binning.binning_table.build()
    return {"iv": float(binning.binning_table.iv), "bins": len(binning.splits) + 1, "ms": seconds * 1000, "status": binning.status}


def main():
    ask = json.load(sys.stdin)
    tables = {}
    out = []
    for spec in ask["variables"]:
        x, bad = column(spec, tables)
        if sys.argv[1] == "read":
            out.append({"x": [None if np.isnan(v) else v for v in x], "bad": bad.tolist()})
        else:
            # Its pre-bins are to hold 5 % at least unless told otherwise; ours do not have to.
            out.append(
                {
                    "own": solve(x, bad, ask),
                    "fine": solve(x, bad, ask, max_n_prebins=100, min_prebin_size=0.01),
                    "same": solve(x, bad, ask, user_splits=np.array(spec["cuts"])),
                }
            )
    json.dump(out, sys.stdout)


main()
