import { RiskError } from '../../core/errors.js';
import type { GraphProto, NodeProto } from './model-proto.js';

/**
 * Operators of `ai.onnx.ml` that ONNX Runtime has in its WASM build, with the
 * `post_transform`s whose answers are what the standard says. Found by running them in 1.30 and
 * 1.31: PROBIT gives NaN, or memory that nobody wrote; one row of weights passes over SOFTMAX.
 */
const POST_TRANSFORMS: Readonly<Record<string, readonly string[] | undefined>> = {
  ArrayFeatureExtractor: undefined,
  Binarizer: undefined,
  FeatureVectorizer: undefined,
  Imputer: undefined,
  LabelEncoder: undefined,
  LinearClassifier: ['NONE', 'LOGISTIC', 'SOFTMAX'],
  LinearRegressor: ['NONE'],
  Normalizer: undefined,
  OneHotEncoder: undefined,
  SVMClassifier: ['NONE'],
  SVMRegressor: ['NONE'],
  Scaler: undefined,
  TreeEnsemble: undefined,
  TreeEnsembleClassifier: ['NONE', 'LOGISTIC', 'SOFTMAX'],
  TreeEnsembleRegressor: ['NONE', 'LOGISTIC'],
};

/**
 * Refuses operators that ONNX Runtime does not run, or runs otherwise than the standard says, and
 * constants that are elsewhere.
 *
 * @param needed - nodes that the score needs; others are not run.
 * @throws RiskError `IMPORT_UNSUPPORTED`
 */
export function refuseForeign(graph: GraphProto, needed: ReadonlySet<number>): void {
  const nodes = graph.nodes.filter((_, n) => needed.has(n));
  for (const node of nodes) if (node.domain !== '') refuseNode(node);
  const tensors = [
    ...graph.initializers,
    ...nodes.flatMap(({ attributes }) => attributes.flatMap(({ tensor }) => tensor ?? [])),
  ];
  const external = tensors.find((tensor) => tensor.external);
  if (external) throw unsupported('data in another file', external.name);
}

function refuseNode(node: NodeProto): void {
  const { domain, opType, name, attributes } = node;
  const path = name === '' ? opType : name;
  if (domain !== 'ai.onnx.ml' || !Object.hasOwn(POST_TRANSFORMS, opType)) {
    throw unsupported(`the operator ${opType} of ${domain}`, path);
  }
  const sound = POST_TRANSFORMS[opType];
  const text = attributes.find((each) => each.name === 'post_transform')?.text ?? 'NONE';
  if (sound && !sound.includes(text)) {
    throw unsupported(`${opType} with post_transform ${text}`, path);
  }
  const rows = attributes.find((each) => each.name === 'intercepts')?.floats.length;
  if (text === 'SOFTMAX' && rows === 1) {
    throw unsupported(`${opType} with post_transform SOFTMAX over one class`, path);
  }
}

function unsupported(what: string, path: string): RiskError {
  return new RiskError('IMPORT_UNSUPPORTED', `ONNX: a network with ${what} is not supported`, {
    path,
  });
}
