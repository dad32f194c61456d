"""Reads an XGBoost model.json and walks it in plain Python, one node at a time.

It shares nothing with XGBoost but the file, so what it says is a second opinion:
make_vectors.py replays each model with it, make_brute.py plays the Shapley games on it.
Slow on purpose. Handles what the vectors need: one output, gbtree and dart.
"""

import json
import math

import numpy as np

LOGISTIC = ("binary:logistic", "reg:logistic")


class Tree:
    def __init__(self, source, weight):
        self.weight = weight
        self.left = source["left_children"]
        self.right = source["right_children"]
        self.feature = source["split_indices"]
        self.default_left = source["default_left"]
        self.cover = [float(np.float32(c)) for c in source["sum_hessian"]]
        # A leaf keeps its value where a split keeps its threshold.
        self.threshold = np.array(source["split_conditions"], dtype=np.float32)
        self.categories = {}
        for node, start, size in zip(
            source["categories_nodes"], source["categories_segments"], source["categories_sizes"]
        ):
            self.categories[node] = set(source["categories"][start : start + size])

    def is_leaf(self, node):
        return self.left[node] == -1

    def value(self, node):
        return float(self.threshold[node]) * self.weight

    def children(self, node):
        return self.left[node], self.right[node]

    def goes_left(self, node, row):
        x = row[self.feature[node]]
        if math.isnan(x):
            return bool(self.default_left[node])
        if node in self.categories:
            # The listed categories go right. Anything else, a code never seen included, goes left.
            return int(x) not in self.categories[node]
        return bool(np.float32(x) < self.threshold[node])

    def next(self, node, row):
        return self.left[node] if self.goes_left(node, row) else self.right[node]

    def leaf(self, row):
        node = 0
        while not self.is_leaf(node):
            node = self.next(node, row)
        return node

    def paths(self):
        """The features on each path from the root to a leaf."""
        stack = [(0, [])]
        while stack:
            node, features = stack.pop()
            if self.is_leaf(node):
                yield features
            else:
                for child in self.children(node):
                    stack.append((child, features + [self.feature[node]]))


class Forest:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            learner = json.load(file)["learner"]
        booster = learner["gradient_booster"]
        # dart up to 3.2: {name: "dart", gbtree: {model}, weight_drop}; from 3.3: {name: "gbtree", model: {weight_drop}}.
        model = booster["gbtree"]["model"] if "gbtree" in booster else booster["model"]
        weights = booster.get("weight_drop") or model.get("weight_drop") or [1.0] * len(model["trees"])
        self.weight_drop = [float(np.float32(w)) for w in weights]
        self.trees = [Tree(tree, weight) for tree, weight in zip(model["trees"], self.weight_drop)]
        self.objective = learner["objective"]["name"]
        self.n_features = int(learner["learner_model_param"]["num_feature"])
        self.base_score = learner["learner_model_param"]["base_score"]
        self.best_iteration = learner["attributes"].get("best_iteration")
        self.parallel = int(model["gbtree_model_param"]["num_parallel_tree"])

    def intercept(self):
        """base_score as a margin: a probability for the logistic objectives, a margin for the others."""
        score = float(np.float32(str(self.base_score).strip("[]")))
        return math.log(score / (1 - score)) if self.objective in LOGISTIC else score

    def margin(self, row, trees=None):
        used = self.trees if trees is None else self.trees[:trees]
        return self.intercept() + sum(tree.value(tree.leaf(row)) for tree in used)
