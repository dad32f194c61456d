"""Times native XGBoost on one thread, for `npm run bench -- --python PATH`.

Reads a model (XGBoost JSON) and raw float32 rows (row-major), prints JSON: microseconds a row for
predict (fresh DMatrix each time, since predictions on one are cached; its construction is not
timed), inplace_predict, and pred_contribs. Medians.
"""

import json
import statistics
import sys
import time

import numpy as np
import xgboost as xgb


def median_us(run, rows, repeats):
    samples = []
    for _ in range(repeats):
        prepared = run.prepare()
        start = time.perf_counter()
        run.time(prepared)
        samples.append((time.perf_counter() - start) / rows * 1e6)
    return statistics.median(samples)


class Predict:
    def __init__(self, booster, data, **options):
        self.booster, self.data, self.options = booster, data, options

    def prepare(self):
        return xgb.DMatrix(self.data, nthread=1, feature_names=self.booster.feature_names)

    def time(self, matrix):
        self.booster.predict(matrix, **self.options)


class Inplace:
    def __init__(self, booster, data):
        self.booster, self.data = booster, data

    def prepare(self):
        return None

    def time(self, _):
        self.booster.inplace_predict(self.data, predict_type="margin", validate_features=False)


def main():
    model, rows_file, features = sys.argv[1], sys.argv[2], int(sys.argv[3])
    data = np.fromfile(rows_file, dtype="<f4").reshape(-1, features)
    booster = xgb.Booster()
    booster.load_model(model)
    booster.set_param({"nthread": 1})
    rows = len(data)
    shap_rows = min(rows, int(sys.argv[4]))
    result = {
        "version": xgb.__version__,
        "predict": median_us(Predict(booster, data, output_margin=True), rows, 9),
        "inplace": median_us(Inplace(booster, data), rows, 9),
        "contribs": median_us(Predict(booster, data[:shap_rows], pred_contribs=True), shap_rows, 3),
    }
    print(json.dumps(result))


main()
