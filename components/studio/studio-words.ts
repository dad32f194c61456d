import type { Locale } from '../../sdk/index.js';
import { fileWordsEn } from './file-words.js';
import { zh } from './studio-words-zh.js';

const NB = '\u00a0';

const plural = (n: string, one: string, many: string): string =>
  `${n}${NB}${n === '1' ? one : many}`;

/** What the studio says, in English. It speaks to the officer of a bank: plain, short, exact. */
const en = {
  ...fileWordsEn,
  title: 'Model studio',
  private: 'The file is read in this page. Nothing is sent.',
  steps: 'Steps',
  stepNames: ['File', 'Columns', 'Goal and size', 'Training', 'Report', 'Names', 'Hand over'],
  stepOf: (step: string, of: string) => `Step ${step} of ${of}`,
  next: 'Next',
  back: 'Back',
  undo: 'Undo',
  redo: 'Redo',
  nothingToUndo: 'nothing to undo',
  nothingToRedo: 'nothing to redo',
  comma: ', ',
  colon: ': ',
  stop: '. ',
  /** Between a name and what is said of it. */
  space: ' ',
  /** Between two sentences. */
  gap: ' ',
  and: ' and ',
  percent: (share: string) => `${share}%`,
  minus: (size: string) => `minus ${size}`,
  to: (low: string, high: string) => `${low} to ${high}`,
  below: (value: string) => `below ${value}`,
  atLeast: (value: string) => `${value} or more`,
  otherWords: 'Other',
  from: (value: string, low: string, high: string) => `${value}, from ${low} to ${high}`,
  rows: (n: string) => plural(n, 'row', 'rows'),
  ofRows: (n: string, rows: string) => `${n} of ${rows}`,
  columns: (n: string) => plural(n, 'column', 'columns'),
  features: (n: string) => plural(n, 'feature', 'features'),
  models: (n: string) => plural(n, 'model', 'models'),
  trees: (n: string) => plural(n, 'tree', 'trees'),
  kilobytes: (n: string) => `${n}${NB}kB`,

  /** What a decision was, for Undo and Redo. */
  decided: {
    target: 'outcome',
    bad: 'value that means bad',
    date: 'date column',
    used: 'features',
    monotone: 'direction',
    kind: 'kind of model',
    size: 'size',
    split: 'split',
    chosen: 'chosen model',
    names: 'names',
    scale: 'scale',
  },

  // 1. File
  fileDetail:
    'A table with one row for each client and one column that says how it went. CSV or text, in any usual encoding.',
  drop: 'Drop the file here',
  choose: 'Choose a file',
  chooseOther: 'Choose another file',
  reading: 'Reading the file',
  found: 'What was found',
  file: 'File',
  size: 'Size',
  rowsHead: 'Rows',
  columnsHead: 'Columns',
  encoding: 'Encoding',
  separator: 'Separator',
  separators: { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Bar' },
  encodings: {
    'utf-8': 'UTF-8',
    'utf-16le': 'UTF-16 LE',
    'utf-16be': 'UTF-16 BE',
    gb18030: 'GB 18030',
  },
  notes: 'Noted while reading',
  noNotes: 'Every line was read as it stands.',
  otherFile: 'Another file starts a new account. The one before stays.',
  backTo: (name: string) => `Back to ${name}`,
  readFailed: 'The file could not be read',
  readSafe: 'Nothing was changed and nothing was sent.',
  noteAt: (path: string, times: string, line: string) =>
    [path, times && `${times} times`, line && `first in line ${line}`].filter(Boolean).join(', '),
  wholeFile: 'File',
  lineOf: (n: string) => `Line ${n}`,

  // 2. Columns
  outcome: 'Outcome',
  outcomeDetail: 'The column that says how it went, and which of its values means bad.',
  target: 'Column',
  bad: 'Bad is',
  choosePlease: 'Choose',
  dateColumn: 'Date',
  noDate: 'No date',
  badRate: (bad: string, rows: string, share: string) => `${bad} of ${rows} rows are bad: ${share}`,
  badUnknown: 'Choose the outcome and which value means bad. Everything else follows from it.',
  featuresTitle: 'Features',
  usedOf: (used: string, all: string) => `${used} of ${all} used`,
  find: 'Find a column',
  show: 'Show',
  filters: { all: 'All', used: 'Used', 'left-out': 'Left out', look: 'To look at' },
  order: 'Order',
  orders: { file: 'As in the file', iv: 'By information value' },
  use: 'Use',
  useColumn: (name: string) => `Use ${name}`,
  column: 'Column',
  missing: 'Missing',
  iv: 'IV',
  ivLong: 'Information value',
  direction: 'Risk with the value',
  directionOf: (name: string) => `Risk with the value of ${name}`,
  directions: { '0': 'May go either way', '1': 'Only rises', '-1': 'Only falls' },
  words: 'Words: no order',
  binsOf: (name: string) => `Bins of ${name}`,
  bins: 'Bins',
  bin: 'Bin',
  badHead: 'Bad',
  woe: 'WOE',
  woeNote: 'WOE is ln(share of bad / share of good). Above 0 is riskier than average.',
  ivNote:
    'IV is the information value over the bins of the training part: under 0.02 says little, over 0.5 deserves a second look.',
  noIv: 'Shown once the column is used.',
  kind: { number: 'number', text: 'words', date: 'date' },
  values: (n: string) => plural(n, 'value', 'values'),
  reason: {
    protected: 'Protected. Left out unless you decide otherwise.',
    identifier: 'Every row has its own value: an identifier.',
    constant: 'The same value in every row.',
    'all-missing': 'No value in any row.',
    'knows-the-future': 'Known only afterwards, it seems: it tells the outcome by itself.',
    'target-name': 'Named like an outcome.',
    date: 'A date.',
    'too-many-words': 'Too many different words.',
    weight: 'Named like a weight of rows.',
  },
  useAll: (n: string) => `Use these ${n}`,
  leaveAll: (n: string) => `Leave out these ${n}`,
  noMatch: 'No column fits.',
  page: (from: string, to: string, of: string) => `${from} to ${to} of ${of}`,
  previousPage: 'Previous',
  nextPage: 'Following',
  pages: 'Pages',
  inspecting: 'Working out the bins',
  inspectFailed: 'These decisions do not fit the table',

  // 3. Goal and size
  kindTitle: 'Kind of model',
  kinds: {
    oblivious: 'Boosted trees, level by level',
    'depth-wise': 'Boosted trees, branch by branch',
    scorecard: 'Scorecard',
    additive: 'Additive points',
  },
  kindsShort: {
    oblivious: 'Trees by level',
    'depth-wise': 'Trees by branch',
    scorecard: 'Scorecard',
    additive: 'Additive',
  },
  kindDetail: {
    oblivious: 'All branches of a level ask the same question. Ranks well in a small file.',
    'depth-wise': 'Each branch asks its own question. Usually ranks best.',
    scorecard: 'Weight of evidence in a logistic regression: one table of points to check by hand.',
    additive:
      'One curve of points for each feature. Reads like a scorecard, ranks nearly like trees.',
  },
  sizeTitle: 'Size',
  sizes: { small: 'Small', usual: 'Usual', large: 'Large' },
  upTo: {
    trees: (trees: string, depth: string) => `At most ${trees} trees of depth ${depth}.`,
    bins: (bins: string, iv: string) =>
      `At most ${bins} bins for each characteristic, from an IV of ${iv} on.`,
    rounds: (rounds: string, bins: string) =>
      `At most ${rounds} rounds, ${bins} bins for each feature.`,
    pairs: (pairs: string) => `And at most ${pairs} pairs of features.`,
  },
  splitTitle: 'Which rows test the model',
  byDate: 'The latest rows, by date',
  byDateDetail: 'Out of time: clients from after the training. The honest test.',
  byDateNeeds: 'Takes a date column. Choose one under Columns.',
  atRandom: 'Rows drawn at random',
  atRandomDetail: 'In time only. Nothing then says how the model holds later.',
  share: 'Share of the rows out of time',
  firstDay: 'Or: first day out of time',
  parts: 'Rows of each part',
  part: {
    train: 'Training',
    validation: 'Validation',
    'in-time': 'Test, in time',
    'out-of-time': 'Test, out of time',
  },
  partHead: 'Part',
  period: 'From, to',
  between: (from: string, to: string) => `${from} to ${to}`,

  // 4. Training
  trainRows: 'Training rows',
  train: 'Train',
  trainAgain: 'Train again',
  alreadyTrained: 'This is trained. Change a decision to train another, or go on to the report.',
  cancel: 'Stop',
  stopped: 'Training was stopped. No model came of it, and your decisions are as they were.',
  trainFailed: 'No model came of these rows and decisions',
  trainSafe: 'Your decisions are still here.',
  stage: {
    reading: 'Reading',
    binning: 'Finding bins',
    teaching: 'Asking the teacher',
    training: 'Training',
    measuring: 'Measuring',
    packing: 'Packing',
  },
  done: (share: string) => `${share} done`,
  curve: 'Loss of each part',
  curveNote: 'Lower is better. Training stops where the validation loss no longer falls.',
  tree: 'Tree',
  round: 'Round',
  lowest: (unit: string, n: string) => `Lowest after ${unit.toLowerCase()} ${n}`,
  trained: 'Trained',
  trainedSay: (kind: string, auc: string) => `${kind} trained. AUC ${auc}.`,
  noCurve: 'A scorecard is solved at once: there is no curve to watch.',
  curveWaits: 'The curve is drawn here as the trees are added.',

  // 5. Report
  compare: 'Trained models',
  chooseModel: 'Choose',
  model: 'Model',
  sizeHead: 'Size',
  inTime: 'In time',
  outOfTime: 'Out of time',
  none: 'none',
  measures: 'How well it ranks',
  measure: 'Measure',
  measureNames: {
    rows: 'Rows',
    bad: 'Bad',
    auc: 'AUC',
    ks: 'KS',
    logLoss: 'Log loss',
    brier: 'Brier score',
    psi: 'PSI of the score',
  },
  intervalNote: 'Intervals are 95%. A gap between in time and out of time is what to expect later.',
  lift: 'Share bad, by score',
  liftX: 'Tenth of the rows, riskiest first',
  liftHead: 'Tenth',
  captured: 'Of all bad',
  capturedLong: 'Share of all bad rows so far',
  everyone: (share: string) => `All ${share}`,
  calibration: 'Expected and observed',
  calibrationX: 'Expected share of bad',
  expected: 'Expected',
  observed: 'Observed',
  calibrationNote: 'On the line, as many are bad as the model expects. Whiskers are 95% intervals.',
  importance: 'What the model goes by',
  importanceHead: 'Weight',
  importanceNote: 'Mean size of a feature’s contribution, in log-odds, on the training part.',
  feature: 'Feature',
  showAll: (n: string) => `Show all ${n}`,
  showFewer: (n: string) => `Show the first ${n}`,
  months: 'Stability by month',
  month: 'Month',
  aucHead: 'AUC',
  psiHead: 'PSI',
  psiLevel: { stable: 'stable', watch: 'watch', act: 'act' },
  psiNote:
    'PSI compares the scores of a month with the training part: from 0.10 watch, from 0.25 act.',
  scorecard: 'The regression',
  characteristic: 'Characteristic',
  coefficient: 'Coefficient',
  pValue: 'p',
  vif: 'VIF',
  points: 'Points',
  dropped: 'Left out by the fit',
  droppedBecause: {
    iv: (figure: string) => `information value ${figure}`,
    'p-value': (figure: string) => `p-value ${figure}`,
    vif: (figure: string) => `variance inflation ${figure}`,
    sign: (figure: string) => `coefficient ${figure}, against the data`,
    constant: (_figure: string) => 'constant in the training part',
  },
  findings: 'To look at before you trust the figures',
  noFindings: 'Nothing stands out.',
  finding: {
    KNOWS_THE_FUTURE: (path: string, figure: string) =>
      `${path} tells the outcome nearly by itself${figure && ` (AUC ${figure})`}. Was it known when the client applied?`,
    SURELY_BAD: (path: string, figure: string) =>
      `Some values of ${path} are bad without exception${figure && ` (share of all bad: ${figure})`}. Were they known when the client applied?`,
    MISSING_TELLS: (path: string, figure: string) =>
      `Whether ${path} is missing tells much of the outcome${figure && ` (AUC ${figure})`}. Find out who leaves it empty.`,
    MEANING_CHANGES: (path: string, figure: string) =>
      `${path} tells much in time and little out of time${figure && ` (${figure})`}.`,
    OUTCOME_UNRIPE: (path: string, _figure: string) =>
      `From ${path} on there are far fewer bad rows. These outcomes may not be known yet.`,
    DUPLICATES_ACROSS_SPLIT: (_path: string, figure: string) =>
      `${figure ? `${figure} rows` : 'Rows'} stand in training and in a test alike. The test flatters the model.`,
    NO_OUT_OF_TIME: (_path: string, _figure: string) =>
      'No rows are kept out of time. Nothing here says how the model holds later.',
    FEW_BAD: (path: string, figure: string) =>
      `${path}: ${figure ? `only ${figure} rows are bad` : 'few rows are bad'}. Read the intervals, not the figures.`,
    OUT_OF_TIME_WORSE: (_path: string, figure: string) =>
      `The model ranks worse out of time${figure && `, by ${figure} AUC`}. Expect the later figure.`,
    UNSTABLE_FEATURE: (path: string, figure: string) =>
      `${path} shifts between the parts${figure && ` (PSI ${figure})`}.`,
    UNSTABLE_SCORE: (path: string, figure: string) =>
      `The scores shift in ${path}${figure && ` (PSI ${figure})`}.`,
    PROTECTED_FEATURE: (path: string, _figure: string) =>
      `${path} is a protected trait and is used. The law of your market decides whether it may be.`,
    CONSTANT_FEATURE: (path: string, _figure: string) =>
      `${path} has one value in the training part and adds nothing.`,
    SIGN_AGAINST_EXPECTATION: (path: string, _figure: string) =>
      `${path} counts the other way round beside the others than by itself.`,
    COLLINEAR: (path: string, figure: string) =>
      `${path} says much the same as the others${figure && ` (VIF ${figure})`}.`,
    NOT_SIGNIFICANT: (path: string, figure: string) =>
      `${path} may be chance${figure && ` (p ${figure})`}.`,
    DATE_MISSING: (_path: string, figure: string) =>
      `${figure ? `${figure} rows have` : 'Some rows have'} no date and are in no part.`,
    CALIBRATED: (_path: string, _figure: string) =>
      'Probabilities were corrected on the validation part.',
    TARGET_MISSING: (_path: string, figure: string) =>
      `${figure ? `${figure} rows have` : 'Some rows have'} no outcome and are in no part.`,
  },
  severity: { warning: 'Warning', note: 'Note' },
  downloadReport: 'Download the report',

  // 6. Names
  namesDetail: 'What the model and its reasons are called. The margins stay as they were trained.',
  modelName: 'Name',
  modelNameHint: 'Of the file, in Latin letters, digits and hyphens',
  titleEn: 'Title, English',
  titleZh: 'Title, Chinese',
  scaleTitle: 'Scale',
  scalePoints: 'Points',
  scaleOdds: 'At odds of good to bad',
  scalePdo: 'Points to double the odds',
  approveLine: 'Approval line',
  approveNone: 'Empty: no line. The line is your decision, not the model’s.',
  approveShare: (share: string) => `At the line, ${share} are expected to be bad.`,
  scaleShare: (points: string, odds: string, more: string, twice: string) =>
    `${points} points are ${odds} good to 1 bad; ${more} points are ${twice} to 1.`,
  reasonNames: 'Features and their reasons',
  labelHead: 'Name',
  adverseHead: 'Reason, when it takes points',
  english: 'English',
  chinese: 'Chinese',
  labelOf: (name: string) => `Name of ${name}`,
  adverseOf: (name: string) => `Reason of ${name}`,
  reasonNote:
    'Applicants read these. Say what is the case, without blame. Empty ones take the column’s name.',
  notUsed: (n: string) => `${n} features have no weight in this model and need no words.`,

  // 7. Hand over
  signTitle: 'Signature',
  signDetail:
    'Pages that trust your public key load what your private key signed, and nothing else.',
  signs: { fresh: 'Sign with a new key', own: 'Sign with your key', none: 'Do not sign' },
  signsDetail: {
    fresh: 'Made in this page. Download the private key and keep it where only releases reach it.',
    own: 'A private P-256 key as a JWK file, as insitu keygen writes it.',
    none: 'Anyone can change an unsigned bundle. For trials only.',
  },
  makeKey: 'Make a key',
  loadKey: 'Load a key file',
  keyId: 'Key',
  keyFailed: 'This is no private P-256 key in JWK form.',
  downloadPrivate: 'Download the private key',
  downloadPublic: 'Download the public key',
  pack: 'Pack the bundle',
  packAgain: 'Pack again',
  packing: 'Packing and opening again to check',
  packFailed: 'The bundle could not be packed',
  packed: 'Packed, opened again and checked in this page',
  packedSay: (size: string) => `Bundle packed, ${size}.`,
  changed: 'Decisions changed after this was packed.',
  bundle: 'Bundle',
  digest: 'Digest',
  signature: 'Signature',
  signed: { verified: 'Verified', unverified: 'Not checked', none: 'None' },
  downloadBundle: 'Download the bundle',
  tryTitle: 'Try it on this page',
  tryDetail: 'Fills in one client of the file and scores it here.',
  tryRow: 'Row of the file',
  try: 'Score this client',
  tried: 'Scored on this page, from the bundle as packed.',
  tryFailed: 'This client could not be scored',
  json: 'JSON',
  html: 'HTML',

  failed: (code: string) => `Code ${code}`,
  moreIssues: (n: string) => `and ${n} more`,
  retry: 'Try again',
};

/** What the studio says, in one language. */
export type StudioWords = typeof en;

/** The studio's words in a language. */
export function studioWordsIn(locale: Locale): StudioWords {
  return locale === 'zh-CN' ? zh : en;
}
