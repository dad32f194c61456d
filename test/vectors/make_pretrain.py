"""
Vectors of pre-training: the network of sdk/train/pretrain, trained by JAX and Optax.

    pip install "jax[cpu]==0.10.2" optax==0.2.8 && python make_pretrain.py

Written apart from the TypeScript: gradients are JAX's own, steps are Optax's AdamW, all in float64.
Steps on labels and on hidden features take turns. Each keeps moments of its own parameters only where
it has a gradient of them; so the parameters that a loss says nothing of are masked out.
"""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax

jax.config.update("jax_enable_x64", True)

INPUTS, CHANNELS, EMBEDDING, HIDDEN, HORIZONS = 11, 3, 4, (9, 7), 2
ROWS, STEPS, RATE, DECAY, DROPPED = 18, 10, 0.02, 0.1, 0.25
random = np.random.default_rng(20)


def draw(*shape, digits=3):
    return np.round(random.uniform(-0.7, 0.7, shape), digits)


weights = {
    "channels": draw(CHANNELS, EMBEDDING),
    "first": draw(INPUTS, HIDDEN[0]),
    "firstOfChannel": draw(EMBEDDING, HIDDEN[0]),
    "firstBias": draw(1, HIDDEN[0]),
    "second": draw(HIDDEN[0], HIDDEN[1]),
    "secondBias": draw(1, HIDDEN[1]),
    "heads": draw(HIDDEN[1], HORIZONS),
    "headBias": draw(1, HORIZONS),
    "channelBias": draw(CHANNELS, HORIZONS),
    "rebuild": draw(HIDDEN[1], INPUTS),
    "rebuildBias": draw(1, INPUTS),
}


def batch():
    known = random.random((ROWS, HORIZONS)) < 0.7
    hidden = random.random((ROWS, INPUTS)) < 0.3
    truth = draw(ROWS, INPUTS)
    return {
        "truth": truth,
        "hidden": hidden.astype(int),
        "channel": random.integers(0, CHANNELS, ROWS),
        "label": random.integers(0, 2, (ROWS, HORIZONS)),
        "known": known.astype(int),
        "dropout": [(random.random((ROWS, units)) >= DROPPED).astype(int) for units in HIDDEN],
    }


def trunk(w, inputs, b):
    channel = w["channels"][b["channel"]]
    keep = [mask / (1 - DROPPED) for mask in b["dropout"]]
    first = jax.nn.relu(inputs @ w["first"] + channel @ w["firstOfChannel"] + w["firstBias"]) * keep[0]
    return jax.nn.relu(first @ w["second"] + w["secondBias"]) * keep[1]


def label_loss(w, b):
    units = trunk(w, b["truth"], b)
    log_odds = units @ w["heads"] + w["headBias"] + w["channelBias"][b["channel"]]
    each = optax.sigmoid_binary_cross_entropy(log_odds, b["label"])
    return (each * b["known"]).sum() / b["known"].sum()


def rebuild_loss(w, b):
    units = trunk(w, b["truth"] * (1 - b["hidden"]), b)
    error = units @ w["rebuild"] + w["rebuildBias"] - b["truth"]
    return (error**2 * b["hidden"]).sum() / b["hidden"].sum()


def is_bias(name):
    return name.endswith("Bias")


def train(loss, trained, decay):
    """Steps of one kind: losses, and the weights at the end."""
    w = {name: jnp.asarray(value) for name, value in weights.items()}
    subset = lambda all_: {name: all_[name] for name in trained}
    step = optax.adamw(
        RATE, eps=1e-8, weight_decay=decay, mask={name: not is_bias(name) for name in trained}
    )
    state = step.init(subset(w))
    losses = []
    for i in range(STEPS):
        value, slope = jax.value_and_grad(loss)(w, batches[i % len(batches)])
        losses.append(float(value))
        updates, state = step.update(subset(slope), state, subset(w))
        w = {**w, **optax.apply_updates(subset(w), updates)}
    return losses, {name: np.asarray(w[name]).ravel().tolist() for name in trained}


batches = [batch() for _ in range(3)]
shared = ["channels", "first", "firstOfChannel", "firstBias", "second", "secondBias"]
runs = {}
for name, loss, own in [
    ("labels", label_loss, ["heads", "headBias", "channelBias"]),
    ("masked", rebuild_loss, ["rebuild", "rebuildBias"]),
]:
    losses, final = train(loss, shared + own, DECAY)
    runs[name] = {"losses": losses, "weights": final}

as_list = lambda value: np.asarray(value).ravel().tolist()
vector = {
    "made with": f"jax {jax.__version__}, optax {optax.__version__}, float64",
    "shape": {
        "inputs": INPUTS,
        "channels": CHANNELS,
        "embedding": EMBEDDING,
        "hidden": HIDDEN,
        "horizons": HORIZONS,
    },
    "rows": ROWS,
    "rate": RATE,
    "decay": DECAY,
    "dropped": DROPPED,
    "weights": {name: as_list(value) for name, value in weights.items()},
    "batches": [
        {key: [as_list(v) for v in value] if key == "dropout" else as_list(value) for key, value in b.items()}
        for b in batches
    ],
    "runs": runs,
}
folder = Path(__file__).parent / "pretrain"
folder.mkdir(exist_ok=True)
(folder / "jax.json").write_text(json.dumps(vector) + "\n")
