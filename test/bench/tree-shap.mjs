/**
 * TreeSHAP as one would write it from the paper (Lundberg, Erion and Lee 2018, algorithm 2), over
 * the same forest: the peer that `npm run bench` compares explanations with, and an independent
 * check of them.
 */

const LEAF = 0xffff;

/** Shapley values of one binned row in units of 2^-scaleBits: f64[features], overwritten. */
export function treeShap(model, bins, phi) {
  const { body: forest, features } = model;
  phi.fill(0);
  const missing = features.map((f) => (f.kind === 'numeric' ? f.cuts : f.codes).length + 1);
  for (let tree = 0; tree + 1 < forest.treeStart.length; tree++) {
    walk(forest.treeStart[tree], [], 1, 1, -1);
  }

  function goesLeft(node) {
    const feature = forest.feature[node];
    const bin = bins[feature];
    return bin === missing[feature] ? forest.defaultLeft[node] === 1 : bin <= forest.split[node];
  }

  function walk(node, parentPath, zero, one, feature) {
    const path = extend(parentPath, zero, one, feature);
    if (forest.feature[node] === LEAF) {
      for (let i = 1; i < path.length; i++) {
        const weight = unwoundSum(path, i);
        phi[path[i].feature] += weight * (path[i].one - path[i].zero) * forest.leaf[node];
      }
      return;
    }
    const split = forest.feature[node];
    const left = node + 1;
    const right = forest.right[node];
    const hot = goesLeft(node) ? left : right;
    const cold = hot === left ? right : left;
    let incomingZero = 1;
    let incomingOne = 1;
    let own = path;
    const at = path.findIndex((element) => element.feature === split);
    if (at >= 0) {
      incomingZero = path[at].zero;
      incomingOne = path[at].one;
      own = unwind(path, at);
    }
    const cover = forest.cover[node];
    walk(hot, own, (incomingZero * forest.cover[hot]) / cover, incomingOne, split);
    walk(cold, own, (incomingZero * forest.cover[cold]) / cover, 0, split);
  }
}

function extend(path, zero, one, feature) {
  const out = path.map((element) => ({ ...element }));
  const length = out.length;
  out.push({ feature, zero, one, weight: length === 0 ? 1 : 0 });
  for (let i = length - 1; i >= 0; i--) {
    out[i + 1].weight += (one * out[i].weight * (i + 1)) / (length + 1);
    out[i].weight = (zero * out[i].weight * (length - i)) / (length + 1);
  }
  return out;
}

function unwind(path, at) {
  const out = path.map((element) => ({ ...element }));
  const last = out.length - 1;
  const { one, zero } = out[at];
  let next = out[last].weight;
  for (let i = last - 1; i >= 0; i--) {
    if (one !== 0) {
      const kept = out[i].weight;
      out[i].weight = (next * (last + 1)) / ((i + 1) * one);
      next = kept - (out[i].weight * zero * (last - i)) / (last + 1);
    } else {
      out[i].weight = (out[i].weight * (last + 1)) / (zero * (last - i));
    }
  }
  for (let i = at; i < last; i++) {
    out[i].feature = out[i + 1].feature;
    out[i].zero = out[i + 1].zero;
    out[i].one = out[i + 1].one;
  }
  out.pop();
  return out;
}

function unwoundSum(path, at) {
  const last = path.length - 1;
  const { one, zero } = path[at];
  let next = path[last].weight;
  let total = 0;
  for (let i = last - 1; i >= 0; i--) {
    if (one !== 0) {
      const part = (next * (last + 1)) / ((i + 1) * one);
      total += part;
      next = path[i].weight - (part * zero * (last - i)) / (last + 1);
    } else {
      total += (path[i].weight / zero) * ((last + 1) / (last - i));
    }
  }
  return total;
}
