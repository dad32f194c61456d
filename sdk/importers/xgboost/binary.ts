import { RiskError } from '../../core/errors.js';
import type { Fields } from '../fields.js';

/** `LearnerModelParamLegacy`, `GBTreeModelParam` and `TreeParam` of XGBoost to 1.7, with their reserves. */
const LEARNER_BYTES = 136;
const FOREST_BYTES = 160;
const TREE_BYTES = 148;
/** `RegTree::Node`: parent, left, right, feature with the default side, threshold or leaf. */
const NODE_BYTES = 20;
/** `RTreeNodeStat`: gain, hessian, weight, children that are leaves. */
const STAT_BYTES = 16;
/** In `sindex`: missing goes left. */
const DEFAULT_LEFT = 0x8000_0000;

/**
 * Decodes the binary format that XGBoost wrote before JSON (0.4 to 1.7), into the fields that its
 * JSON has.
 *
 * Structs end to end, little endian, and no names of features. Layouts: src/learner.cc,
 * src/gbm/gbtree.cc and include/xgboost/tree_model.h of XGBoost 1.7 and 0.47.
 *
 * @throws RiskError `IMPORT_FORMAT` when the bytes end early; `IMPORT_UNSUPPORTED` for vector leaves.
 */
export function decodeBinary(bytes: Uint8Array): Fields {
  const reader = new StructReader(bytes);
  if (reader.startsWith('binf')) reader.skip(4);
  const header = reader.struct(LEARNER_BYTES);
  const baseScore = header.getFloat32(0, true);
  const [features, classes, hasAttributes, , major, minor] = [4, 8, 12, 16, 20, 24].map((at) =>
    header.getUint32(at, true),
  ) as [number, number, number, number, number, number];
  const objective = reader.text();
  const booster = reader.text();
  const model = booster === 'gblinear' ? {} : readForest(reader);
  const weightDrop = booster === 'dart' ? reader.floats() : undefined;
  const attributes =
    hasAttributes !== 0 && booster !== 'gblinear' ? readAttributes(reader) : undefined;
  return {
    version: [major, minor, 0],
    learner: {
      attributes: attributes ?? {},
      gradient_booster:
        booster === 'dart'
          ? { name: booster, gbtree: { name: 'gbtree', model }, weight_drop: weightDrop }
          : { name: booster, model },
      learner_model_param: {
        base_score: major === 0 ? fromMargin(objective, baseScore) : baseScore,
        num_class: classes,
        num_feature: features,
      },
      // The older name of the same.
      objective: { name: objective === 'reg:linear' ? 'reg:squarederror' : objective },
    },
  };
}

function readForest(reader: StructReader): Fields {
  const header = reader.struct(FOREST_BYTES);
  const count = header.getInt32(0, true);
  const vectorSize = header.getInt32(28, true);
  reader.assertRoom(count, TREE_BYTES);
  const trees = Array.from({ length: count }, () => readTree(reader, vectorSize));
  const info = new Int32Array(count);
  reader.assertRoom(count, 4);
  for (let t = 0; t < count; t++) info[t] = reader.struct(4).getInt32(0, true);
  return {
    gbtree_model_param: { num_trees: count, size_leaf_vector: vectorSize },
    trees,
    tree_info: info,
  };
}

function readTree(reader: StructReader, vectorSize: number): Fields {
  const header = reader.struct(TREE_BYTES);
  const count = header.getInt32(4, true);
  // The reader that follows names it, as it does for JSON.
  const size = Math.max(vectorSize, header.getInt32(20, true));
  if (size > 1) {
    throw new RiskError(
      'IMPORT_UNSUPPORTED',
      'XGBoost models with this are not supported: leaves that are vectors (size_leaf_vector)',
    );
  }
  reader.assertRoom(count, NODE_BYTES + STAT_BYTES);
  const tree = {
    left_children: new Int32Array(count),
    right_children: new Int32Array(count),
    split_indices: new Int32Array(count),
    split_conditions: new Float32Array(count),
    default_left: new Uint8Array(count),
    sum_hessian: new Float32Array(count),
  };
  for (let node = 0; node < count; node++) {
    const struct = reader.struct(NODE_BYTES);
    const index = struct.getUint32(12, true);
    tree.left_children[node] = struct.getInt32(4, true);
    tree.right_children[node] = struct.getInt32(8, true);
    tree.split_indices[node] = index & ~DEFAULT_LEFT;
    tree.default_left[node] = index >= DEFAULT_LEFT ? 1 : 0;
    tree.split_conditions[node] = struct.getFloat32(16, true);
  }
  for (let node = 0; node < count; node++) {
    tree.sum_hessian[node] = reader.struct(STAT_BYTES).getFloat32(4, true);
  }
  return tree;
}

function readAttributes(reader: StructReader): Fields {
  const count = reader.count();
  reader.assertRoom(count, 16);
  return Object.fromEntries(Array.from({ length: count }, () => [reader.text(), reader.text()]));
}

/** Before 1.0 the file holds the base score as a margin (LearnerIO::Load). */
function fromMargin(objective: string, margin: number): number {
  if (objective !== 'binary:logistic' && objective !== 'reg:logistic') return margin;
  return Math.fround(1 / Math.fround(1 + Math.fround(Math.exp(-margin))));
}

/** Reads structs one behind the other, never past the end. */
class StructReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  startsWith(magic: string): boolean {
    return [...magic].every((char, i) => this.#bytes[i] === char.charCodeAt(0));
  }

  skip(byteLength: number): void {
    this.#at += byteLength;
  }

  struct(byteLength: number): DataView {
    this.assertRoom(1, byteLength);
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, byteLength);
    this.#at += byteLength;
    return view;
  }

  /** A u64 that is a count; one too large to be exact is past the end anyway. */
  count(): number {
    return Number(this.struct(8).getBigUint64(0, true));
  }

  /** A string behind its length. */
  text(): string {
    const length = this.count();
    this.assertRoom(length, 1);
    const { buffer, byteOffset } = this.struct(length);
    return new TextDecoder().decode(new Uint8Array(buffer, byteOffset, length));
  }

  /** Numbers behind their count. */
  floats(): Float32Array {
    const count = this.count();
    this.assertRoom(count, 4);
    const view = this.struct(4 * count);
    return Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
  }

  /** Refuses a count before anything of its size is made. */
  assertRoom(count: number, byteLength: number): void {
    if (count >= 0 && count * byteLength <= this.#bytes.length - this.#at) return;
    throw new RiskError('IMPORT_FORMAT', 'the binary XGBoost model is cut short or damaged', {
      path: `byte ${this.#at}`,
    });
  }
}
