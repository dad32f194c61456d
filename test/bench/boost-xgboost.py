"""Times XGBoost's hist on one thread, for test/bench/boost.mjs.

Reads bins (u8, row-major) and targets (u8), and prints JSON: seconds of wall time and of the
process's CPU time for each run, and the mean log loss of the last. The QuantileDMatrix, which bins,
is made before the clock starts; there are as many distinct values as bins, so XGBoost's bins are ours.
"""

import json
import sys
import time

import numpy as np
import xgboost as xgb


def main():
    options = json.loads(sys.argv[1])
    bins = np.fromfile(options["bins"], dtype="u1").reshape(-1, options["features"])
    target = np.fromfile(options["target"], dtype="u1")
    data = bins.astype("f4")
    data[bins == options["missing"]] = np.nan
    matrix = xgb.QuantileDMatrix(data, target, max_bin=options["bins_count"], nthread=1)
    parameters = {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "max_bin": options["bins_count"],
        "nthread": 1,
        "max_depth": options["depth"],
        "eta": options["eta"],
        "lambda": options["lambda"],
        "min_child_weight": options["minChild"],
    }
    wall, cpu = [], []
    for _ in range(options["runs"]):
        start, cpu_start = time.perf_counter(), time.process_time()
        booster = xgb.train(parameters, matrix, num_boost_round=options["trees"])
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - cpu_start)
    p = booster.predict(matrix)
    loss = -np.mean(np.where(target == 1, np.log(p), np.log1p(-p)))
    print(json.dumps({"version": xgb.__version__, "wall": wall, "cpu": cpu, "loss": float(loss)}))


main()
