"""Trains the demo's model and writes everything that the demo and the packer read.

    pip install -r requirements.txt
    python train.py [CSV]

CSV is "default of credit card clients" (UCI 350) with its own column names; without it the copy in
data/ is used. Form, wording and sample applicants are written by hand in form.json. Written here:

    model.json              the XGBoost model
    spec.json               what `insitu pack` needs beside it: form, reasons, scale, bands, model card
    samples.json            the sample applicants with XGBoost's margins
    data/reference.csv      rows of the training part: the population that scores are compared with
    data/test.csv.gz        the held-out part with XGBoost's margins

Seeds are fixed and one thread is used: a second run writes the same files.
"""

import gzip
import json
import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost as xgb

HERE = Path(__file__).parent
FORM = json.loads((HERE / "form.json").read_text(encoding="utf-8"))
NAME, VERSION = "tw-card", "1.0.0"

TARGET = "default.payment.next.month"
PROTECTED = ["SEX", "AGE", "MARRIAGE"]
PAY = ["PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"]
EARLIER_PAYMENTS = [f"PAY_AMT{i}" for i in range(2, 7)]

# What the model may learn from each entry: -1 more is never riskier, 1 more is never safer, 0 either way.
# The latest bill is free: clients who hardly use the card default more often than those who use it a little.
MONOTONE = {"LIMIT_BAL": -1, "BILL_AMT1": 0, "PAY_AMT1": -1, "PAY_AMT_E": -1, "EDUCATION": 0} | {p: 1 for p in PAY}
INPUTS = list(MONOTONE)

PARAMS = {
    "objective": "binary:logistic",
    "eval_metric": "logloss",
    "tree_method": "hist",
    "max_depth": 4,
    "eta": 0.07,
    "subsample": 0.8,
    "colsample_bytree": 0.8,
    "min_child_weight": 20,
    "reg_lambda": 5,
    "seed": 1,
    "nthread": 1,
}
SPLIT_SEED = 20240607
REFERENCE_ROWS = 2000

# Points: 600 stand for 4 good to 1 bad, 60 more for twice the odds.
SCALE = {"points": 600, "odds": 4, "pdo": 60, "min": 300, "max": 850}
LINE_STEP = 10
APPROVED_RELATIVE_RISK = 0.5  # those at or above the approval line default at most half as often as everyone
REVIEW_SHARE = 0.15  # this share of applicants, just below the line, can be read by a person
BAND_A_BAD_RATE = 0.06  # at most this share of band A defaults


# ---------------------------------------------------------------- data


def read(path):
    table = pd.read_csv(path).astype(int).drop(columns="ID", errors="ignore")
    table.insert(0, "ID", np.arange(1, len(table) + 1))
    duplicate = table.duplicated(subset=[c for c in table.columns if c != "ID"])
    # 0, 4, 5 and 6 stand for other or unknown. Few of them defaulted, so a model that knew them would pay
    # for leaving the answer out.
    unstated = ~table["EDUCATION"].isin([1, 2, 3])
    left_out = {"duplicate rows": int(duplicate.sum()), "education not stated": int((unstated & ~duplicate).sum())}
    return table[~duplicate & ~unstated].reset_index(drop=True), left_out


def inputs(table):
    """The entries of the form: what the page asks is all that the model sees."""
    frame = table[["LIMIT_BAL", "BILL_AMT1", "PAY_AMT1"]].copy()
    frame["PAY_AMT_E"] = table[EARLIER_PAYMENTS].median(axis=1).astype(int)
    frame["EDUCATION"] = table["EDUCATION"]
    # -2, -1 and 0 are no use, paid in full and paid in part: none of them is late.
    return frame.join(table[PAY].clip(0, 3))[INPUTS]


def split(n):
    """70 % to train on, of which a fifth says when to stop and where the lines lie; 30 % held out."""
    order = np.random.default_rng(SPLIT_SEED).permutation(n)
    train = round(0.7 * n)
    fit = round(0.8 * train)
    return np.sort(order[:fit]), np.sort(order[fit:train]), np.sort(order[train:])


# ---------------------------------------------------------------- model


class Model:
    def __init__(self, X, y, fit, validation, monotone=True):
        self.types = ["c" if name == "EDUCATION" else "int" for name in X.columns]
        params = dict(PARAMS)
        if monotone:
            params["monotone_constraints"] = tuple(MONOTONE[name] for name in X.columns)
        parts = [self.matrix(X.iloc[rows], y[rows]) for rows in (fit, validation)]
        booster = xgb.train(
            params, parts[0], 600, evals=[(parts[1], "validation")], early_stopping_rounds=40, verbose_eval=False
        )
        self.booster = booster[: booster.best_iteration + 1]  # the file holds the trees that are used, and no more

    def matrix(self, X, y=None):
        return xgb.DMatrix(
            X.to_numpy(np.float32), y, feature_names=list(X.columns), feature_types=self.types, enable_categorical=True
        )

    def margin(self, X):
        return self.booster.predict(self.matrix(X), output_margin=True).astype(float)

    def contributions(self, X):
        return self.booster.predict(self.matrix(X), pred_contribs=True)


def sigmoid(margin):
    return 1 / (1 + np.exp(-margin))


# ---------------------------------------------------------------- figures


def auc(y, score):
    rank = pd.Series(score).rank().to_numpy()
    bad = y == 1
    n = bad.sum()
    return (rank[bad].sum() - n * (n + 1) / 2) / (n * (~bad).sum())


def ks(y, score):
    order = np.argsort(score, kind="stable")
    bad = np.cumsum(y[order]) / y.sum()
    good = np.cumsum(1 - y[order]) / (1 - y).sum()
    last = np.append(np.diff(score[order]) > 0, True)  # tied scores fall together
    return float(np.abs(bad - good)[last].max())


def bootstrap(y, scores, statistic, rounds=1000):
    """The statistic of each score, its 95 % interval, and that of the difference first minus second."""
    rng = np.random.default_rng(5)
    draws = []
    for _ in range(rounds):
        rows = rng.integers(0, len(y), len(y))
        draws.append([statistic(y[rows], score[rows]) for score in scores])
    draws = np.array(draws)
    interval = lambda values: [round(float(v), 4) for v in np.quantile(values, [0.025, 0.975])]
    values = [statistic(y, score) for score in scores]
    each = [{"value": round(float(v), 4), "interval95": interval(draws[:, i])} for i, v in enumerate(values)]
    difference = {"value": round(float(values[0] - values[1]), 4), "interval95": interval(draws[:, 0] - draws[:, 1])}
    return each, difference


def calibration(y, margin):
    probability = sigmoid(margin)
    tenths = np.array_split(np.argsort(-probability, kind="stable"), 10)
    return {
        "brier": round(float(np.mean((probability - y) ** 2)), 4),
        "brierOfTheBaseRate": round(float(y.mean() * (1 - y.mean())), 4),
        "meanPredicted": round(float(probability.mean()), 4),
        "observed": round(float(y.mean()), 4),
        "deciles": [
            {"predicted": round(float(probability[t].mean()), 4), "observed": round(float(y[t].mean()), 4), "n": len(t)}
            for t in tenths
        ],
    }


def groups(table):
    age = pd.cut(table["AGE"], [0, 24, 34, 44, 54, 150], labels=["under 25", "25 to 34", "35 to 44", "45 to 54", "55 and over"])
    return {
        "SEX": table["SEX"].map({1: "male", 2: "female"}),
        "AGE": age.astype(str),
        "MARRIAGE": table["MARRIAGE"].map({1: "married", 2: "single"}).fillna("other or not stated"),
    }


def fairness(table, y, points, margin, line):
    """Approval rates by group, the ratio to the group approved most often, and the distance of mean points.

    Groups under 100 rows are shown but never taken as the group to compare with.
    """
    out = {}
    for name, labels in groups(table).items():
        rows = {label: np.flatnonzero(labels == label) for label in sorted(labels.unique())}
        rate = {label: float((points[r] >= line).mean()) for label, r in rows.items()}
        best = max((label for label, r in rows.items() if len(r) >= 100), key=rate.get)
        out[name] = {"comparedWith": best, "groups": []}
        for label, r in rows.items():
            pooled = math.sqrt((points[r].var() + points[rows[best]].var()) / 2)
            out[name]["groups"].append(
                {
                    "group": label,
                    "n": len(r),
                    "approved": round(rate[label], 4),
                    "adverseImpactRatio": round(rate[label] / rate[best], 3),
                    "standardizedMeanDifference": round(float(points[r].mean() - points[rows[best]].mean()) / pooled, 3),
                    "predictedBadRate": round(float(sigmoid(margin[r]).mean()), 4),
                    "badRate": round(float(y[r].mean()), 4),
                    "badRateOfApproved": round(float(y[r][points[r] >= line].mean()), 4),
                }
            )
    return out


# ---------------------------------------------------------------- scale


def to_points(margin):
    """600 at the stated odds of good to bad, pdo more for twice the odds, held within the range shown."""
    factor = SCALE["pdo"] / math.log(2)
    points = SCALE["points"] - factor * (np.asarray(margin) + math.log(SCALE["odds"]))
    return np.clip(np.floor(points + 0.5), SCALE["min"], SCALE["max"])


def first_line(points, y, bad_rate):
    """The lowest line at which at most bad_rate of those on or above it default."""
    for line in range(SCALE["min"], SCALE["max"], LINE_STEP):
        above = points >= line
        if above.any() and y[above].mean() <= bad_rate:
            return line
    raise SystemExit("no line is good enough")


def lines(points, y):
    """Approval and review lines and band edges, from the validation part alone."""
    approve = first_line(points, y, APPROVED_RELATIVE_RISK * y.mean())
    below = range(SCALE["min"], approve, LINE_STEP)
    review = min(line for line in below if ((points >= line) & (points < approve)).mean() <= REVIEW_SHARE)
    even_odds = SCALE["points"] - SCALE["pdo"] * math.log2(SCALE["odds"])
    band_a = first_line(points, y, BAND_A_BAD_RATE)
    bands = {"E": SCALE["min"], "D": round(even_odds / LINE_STEP) * LINE_STEP, "C": review, "B": approve, "A": band_a}
    if list(bands.values()) != sorted(set(bands.values())):
        raise SystemExit(f"the bands do not rise: {bands}")
    return bands


def band_table(bands, points, y):
    edges = [*bands.values(), SCALE["max"] + 1]
    out = []
    for (name, low), high in zip(bands.items(), edges[1:]):
        inside = (points >= low) & (points < high)
        out.append({"band": name, "share": round(float(inside.mean()), 4), "badRate": round(float(y[inside].mean()), 4)})
    return out


# ---------------------------------------------------------------- checks


def check(model, X):
    """What the wording and the form rely on, tried on the held-out part."""
    contributions = pd.DataFrame(model.contributions(X)[:, :-1], columns=X.columns)
    for name in PAY:
        blamed = contributions[name][(X[name] == 0).to_numpy()].max()
        if blamed > 1e-6:
            raise SystemExit(f"{name}: a bill paid on time takes points ({blamed})")
    base = model.margin(X)
    for name, sign in MONOTONE.items():
        for change in (1, 5000):
            moved = X.copy()
            moved[name] = X[name] + change
            if sign and name != "EDUCATION" and (sign * (model.margin(moved) - base)).min() < -1e-6:
                raise SystemExit(f"{name} is not monotone")
    for entry in FORM["features"]:
        column = X[entry["name"]]
        if entry["kind"] == "numeric" and not column.between(entry["min"], entry["max"]).all():
            raise SystemExit(f"{entry['name']} leaves the range of the form")
    if [entry["name"] for entry in FORM["features"]] != INPUTS:
        raise SystemExit("form.json and the model do not ask for the same entries")


# ---------------------------------------------------------------- files


def tidy(value, indent=0):
    """JSON that reads well: what fits on a line stays on one."""
    pad = "  " * indent
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or len(pad) + len(flat) <= 118:
        return flat
    if isinstance(value, dict):
        inner = [f"{json.dumps(k, ensure_ascii=False)}: {tidy(v, indent + 1)}" for k, v in value.items()]
    else:
        inner = [tidy(v, indent + 1) for v in value]
    open_, close = "{}" if isinstance(value, dict) else "[]"
    return open_ + "\n" + ",\n".join(f"{pad}  {line}" for line in inner) + f"\n{pad}{close}"


def write_json(name, value):
    (HERE / name).write_text(tidy(value) + "\n", encoding="utf-8")


def write_gzip(path, frame):
    with open(path, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
        file.write(frame.to_csv(index=False, lineterminator="\n").encode())


def both(en, zh):
    return {"en": en, "zh-CN": zh}


def percent(share):
    return f"{100 * share:.0f}"


CHINESE = {
    "SEX": "性别", "AGE": "年龄", "MARRIAGE": "婚姻状况",
    "male": "男", "female": "女", "married": "已婚", "single": "未婚", "other or not stated": "其他或未填",
    "under 25": "25 岁以下", "25 to 34": "25 至 34 岁", "35 to 44": "35 至 44 岁", "45 to 54": "45 至 54 岁",
    "55 and over": "55 岁及以上",
}


def four_fifths(fair):
    """The groups of 100 rows or more that are approved less than four fifths as often as the group compared with."""
    for name, result in fair.items():
        for group in result["groups"]:
            if group["n"] >= 100 and group["adverseImpactRatio"] < 0.8:
                yield name, group["group"], group["adverseImpactRatio"], result["comparedWith"]


def card(table, left_out, parts, model, metrics, fair):
    fit, validation, test = parts
    below = [
        both(
            f"{name.capitalize()}, {group}: approved {ratio:.2f} times as often as {other}, below the four fifths often asked for.",
            f"{CHINESE[name]}，{CHINESE[group]}：通过率为对照组（{CHINESE[other]}）的 {ratio:.2f} 倍，低于常用的五分之四标准。",
        )
        for name, group, ratio, other in four_fifths(fair)
    ]
    return {
        "data": {
            "name": "Default of Credit Card Clients",
            "source": "Yeh, I. C. (2009). UCI Machine Learning Repository, https://archive.ics.uci.edu/dataset/350",
            "population": both(
                "Card clients of one bank in Taiwan, April to September 2005", "台湾一家银行的信用卡客户，2005 年 4 月至 9 月"
            ),
            "target": both("Default on the payment of October 2005", "2005 年 10 月的还款违约"),
            "rows": len(table),
            "badRate": round(float(table[TARGET].mean()), 4),
            "leftOut": left_out,
        },
        "model": {
            "kind": "XGBoost, binary:logistic",
            "xgboost": xgb.__version__,
            "trees": model.booster.num_boosted_rounds(),
            "depth": PARAMS["max_depth"],
            "monotone": {name: sign for name, sign in MONOTONE.items() if sign},
            "notUsed": PROTECTED,
        },
        "split": {
            "rule": both(
                "Rows are shuffled with a fixed seed; 70 % train, 30 % test; a fifth of the training part (validation) says "
                "when to stop and where the lines lie",
                "以固定种子打乱，70% 训练，30% 测试；训练部分的五分之一为验证数据，用来决定何时停止训练以及各条分数线",
            ),
            "seed": SPLIT_SEED,
            "fit": len(fit),
            "validation": len(validation),
            "test": len(test),
        },
        "metrics": metrics,
        "fairness": fair,
        "lines": {
            "approve": both(
                f"The lowest line, in steps of {LINE_STEP} points, at which those approved in the validation part default at "
                "most half as often as all of it",
                f"验证数据中，通过者违约比例不超过全体一半的最低分数线，以 {LINE_STEP} 分为一档",
            ),
            "review": both(
                f"At most {percent(REVIEW_SHARE)} % of applicants, those just below the line, are read by a person",
                f"紧邻通过线之下、不超过 {percent(REVIEW_SHARE)}% 的申请人转人工复核",
            ),
            "bands": both(
                f"A: approved, at most {percent(BAND_A_BAD_RATE)} % default in the validation part. B: the others approved. "
                "C: review. D and E: not approved. E: default is more likely than not",
                f"A：通过，验证数据中违约比例不超过 {percent(BAND_A_BAD_RATE)}%。B：其余通过者。C：人工复核。"
                "D、E：未通过。E：违约的可能大于不违约",
            ),
        },
        "intendedUse": both(
            "To show Insitu on real data. Not for decisions about people.",
            "用于在真实数据上演示 Insitu，不用于对任何人作出决定。",
        ),
        "limitations": [
            both(
                "One bank, one half-year, 2005, a time of many card defaults. It says nothing about today or elsewhere.",
                "数据来自 2005 年一家银行的半年记录，当时信用卡违约较多，不代表今天，也不代表其他地区。",
            ),
            both(
                "It learns from clients who already hold a card. Nobody who was refused is in the data.",
                "模型只见过已有信用卡的客户，数据中没有被拒绝的申请人。",
            ),
            both(
                "The test part is from the same months as the training part, so drift over time is not measured.",
                "测试数据与训练数据来自相同月份，未检验随时间的变化。",
            ),
            both(
                "Sex, age and marital status are not used, but other entries are related to them: see fairness.",
                "模型不使用性别、年龄和婚姻状况，但其他各项与之相关，见公平性检验。",
            ),
            *below,
            both(
                "Education adds next to nothing to the ranking: see metrics.aucWithoutEducation. It is kept so that the demo has "
                "an entry with categories; a lender would leave it out.",
                "学历对排序几乎没有帮助，见 metrics.aucWithoutEducation。保留它是为了演示分类项，实际放贷时应当去掉。",
            ),
        ],
        "licence": "Data: CC BY 4.0. Model and code: Apache-2.0.",
        "attribution": "Yeh, I. C. (2009), Default of Credit Card Clients, UCI Machine Learning Repository, CC BY 4.0",
    }


def main():
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "data" / "taiwan.csv.gz"
    table, left_out = read(path)
    X, y = inputs(table), table[TARGET].to_numpy()
    parts = fit, validation, test = split(len(table))

    model = Model(X, y, fit, validation)
    full = Model(table.drop(columns=["ID", TARGET, *PROTECTED]), y, fit, validation, monotone=False)
    unconstrained = Model(X, y, fit, validation, monotone=False)
    no_education = Model(X.drop(columns="EDUCATION"), y, fit, validation)

    bands = lines(to_points(model.margin(X.iloc[validation])), y[validation])
    check(model, X.iloc[test])

    held, held_y = X.iloc[test], y[test]
    margin = model.margin(held)
    points = to_points(margin)
    rivals = [margin, full.margin(table.iloc[test][full.booster.feature_names])]
    (own_auc, full_auc), auc_gap = bootstrap(held_y, rivals, auc)
    (own_ks, full_ks), ks_gap = bootstrap(held_y, rivals, ks)
    approved = points >= bands["B"]
    metrics = {
        "auc": own_auc,
        "ks": own_ks,
        "aucOfAll20Inputs": full_auc,
        "ksOfAll20Inputs": full_ks,
        "aucBelowAll20Inputs": auc_gap,
        "ksBelowAll20Inputs": ks_gap,
        "aucWithoutConstraints": round(float(auc(held_y, unconstrained.margin(held))), 4),
        "aucWithoutEducation": round(float(auc(held_y, no_education.margin(held.drop(columns="EDUCATION")))), 4),
        "calibration": calibration(held_y, margin),
        "approvedShare": round(float(approved.mean()), 4),
        "badRateOfApproved": round(float(held_y[approved].mean()), 4),
        "bands": band_table(bands, points, held_y),
    }
    fair = fairness(table.iloc[test], held_y, points, margin, bands["B"])

    model.booster.save_model(HERE / "model.json")
    reference = X.iloc[np.sort(np.concatenate([fit, validation]))].sample(REFERENCE_ROWS, random_state=1).sort_index()
    reference.to_csv(HERE / "data" / "reference.csv", index=False, lineterminator="\n")
    out = table.iloc[test][["ID"]].join(held).join(table[[*PROTECTED, TARGET]])
    out["margin"] = [f"{m:.9g}" for m in margin]
    write_gzip(HERE / "data" / "test.csv.gz", out)

    spec = {
        "name": NAME,
        "version": VERSION,
        "title": FORM["title"],
        "features": FORM["features"],
        "reasons": FORM["reasons"],
        "scale": {
            **SCALE,
            "direction": "higher-is-safer",
            "bands": [{"id": name, "from": edge} for name, edge in bands.items()],
            "cutoffs": {"approve": bands["B"], "review": bands["C"]},
        },
        "reference": {
            "rows": "data/reference.csv",
            "population": both(
                f"{REFERENCE_ROWS:,} clients drawn from the training part", f"从训练数据中抽取的 {REFERENCE_ROWS:,} 位客户"
            ),
        },
        # The same rows stand for the average applicant that explanations start from. Without them it
        # would be the training weights, which count clients near the line more than others.
        "background": {
            "rows": "data/reference.csv",
            "population": both(
                f"{REFERENCE_ROWS:,} clients drawn from the training part", f"从训练数据中抽取的 {REFERENCE_ROWS:,} 位客户"
            ),
        },
        "disclosure": FORM["disclosure"],
        "card": card(table, left_out, parts, model, metrics, fair),
    }
    write_json("spec.json", spec)

    people = pd.DataFrame([sample["applicant"] for sample in FORM["samples"]])[INPUTS]
    if pd.concat([people, X]).duplicated(keep=False)[: len(people)].any():
        raise SystemExit("a sample applicant is a row of the data")
    samples = []
    for sample, value in zip(FORM["samples"], model.margin(people)):
        score = int(to_points(value))
        decision = "approved" if score >= bands["B"] else "review" if score >= bands["C"] else "declined"
        samples.append({**sample, "expected": {"margin": float(f"{value:.9g}"), "points": score, "decision": decision}})
    write_json("samples.json", samples)

    print(f"{len(table)} rows, {model.booster.num_boosted_rounds()} trees (all inputs: {full.booster.num_boosted_rounds()})")
    print(tidy({k: v for k, v in metrics.items() if k != "calibration"}))
    print(tidy(metrics["calibration"]))
    print(tidy(fair))
    print(tidy(spec["scale"]))
    for sample in samples:
        print(sample["id"], sample["expected"])


if __name__ == "__main__":
    main()
