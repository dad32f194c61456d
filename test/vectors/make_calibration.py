"""Makes calibration/: margins, and the probabilities that scikit-learn and betacal make of them.

    python make_calibration.py
"""

import importlib.metadata
import json
from pathlib import Path

import numpy as np
from betacal import BetaCalibration
from sklearn.calibration import CalibratedClassifierCV, _SigmoidCalibration
from sklearn.frozen import FrozenEstimator
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

OUT = Path(__file__).parent / "calibration"


def write(name, spec, margins, probability, libraries):
    versions = {library: importlib.metadata.version(library) for library in libraries}
    content = {"versions": versions, "calibration": spec, "logOdds": margins.tolist(), "probability": probability.tolist()}
    (OUT / f"{name}.json").write_text(json.dumps(content) + "\n")


def main():
    OUT.mkdir(exist_ok=True)
    random = np.random.default_rng(11)
    x = random.normal(size=(800, 3))
    y = (random.random(800) < 1 / (1 + np.exp(-(x @ [1.5, -0.7, 0.2] - 1)))).astype(int)
    # Too sure of itself, and shifted: what calibration is for.
    model = LogisticRegression(C=1e6).fit(x, y)
    model.coef_ *= 1.8
    model.intercept_ += 0.6
    fresh = random.normal(size=(600, 3))
    bad = (random.random(600) < 1 / (1 + np.exp(-(fresh @ [1.5, -0.7, 0.2] - 1)))).astype(int)
    margins = model.decision_function(fresh)
    probe = np.concatenate([np.linspace(-12, 12, 49), margins[:31]])

    # CalibratedClassifierCV hands decision_function to a sigmoid 1 / (1 + exp(a f + b)).
    calibrated = CalibratedClassifierCV(FrozenEstimator(model), method="sigmoid", cv=2, ensemble=False).fit(fresh, bad)
    sigmoid = calibrated.calibrated_classifiers_[0].calibrators[0]
    assert isinstance(sigmoid, _SigmoidCalibration)
    spec = {"kind": "platt", "slope": float(-sigmoid.a_), "intercept": float(-sigmoid.b_)}
    write("platt", spec, probe, sigmoid.predict(probe), ["scikit-learn"])
    whole = calibrated.predict_proba(fresh[:31])[:, 1]
    assert np.abs(whole - sigmoid.predict(margins[:31])).max() < 1e-12

    isotonic = IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1).fit(margins, bad)
    spec = {
        "kind": "isotonic",
        "logOdds": isotonic.X_thresholds_.tolist(),
        "probability": isotonic.y_thresholds_.tolist(),
    }
    write("isotonic", spec, probe, isotonic.predict(probe), ["scikit-learn"])

    beta = BetaCalibration(parameters="abm").fit(1 / (1 + np.exp(-margins)), bad)
    a, b = beta.calibrator_.map_[:2]
    c = beta.calibrator_.lr_.intercept_[0]
    spec = {"kind": "beta", "a": float(a), "b": float(b), "c": float(c)}
    # betacal clips probabilities near 0 and 1; within it the formula is its own.
    inside = probe[np.abs(probe) < 9]
    write("beta", spec, inside, beta.predict(1 / (1 + np.exp(-inside))), ["betacal"])


if __name__ == "__main__":
    main()
