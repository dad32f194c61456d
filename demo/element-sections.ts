/** An element of the page of elements: what is shown of it, and the code that a page needs. */
export interface ElementSection {
  readonly tag: keyof HTMLElementTagNameMap & `risk-${string}`;
  /** Key of its sentence in the page's words. */
  readonly about: string;
  readonly code: readonly string[];
  readonly states: readonly ElementState[];
}

/**
 * - `review`, `approved`, `declined`: the three applicants
 * - `idle`: no answers yet; `waits`: one answer is missing
 * - `loading`, `failed`: of a model that never answers, or that fails
 * - `indicative`: another model decides
 */
export type ElementState =
  'review' | 'approved' | 'declined' | 'idle' | 'waits' | 'loading' | 'failed' | 'indicative';

const ALL: readonly ElementState[] = [
  ...(['review', 'declined', 'approved', 'indicative'] as const),
  ...(['idle', 'waits', 'loading', 'failed'] as const),
];

const SCORE = [
  '<risk-score id="score" for="loan"',
  '  src="/models/tw-card.insitu">',
  '</risk-score>',
];

export const ELEMENT_SECTIONS: readonly ElementSection[] = [
  {
    tag: 'risk-score',
    about: 'aboutScore',
    code: ['<form id="loan">…</form>', ...SCORE],
    states: ALL,
  },
  {
    tag: 'risk-reasons',
    about: 'aboutReasons',
    code: ['<risk-reasons for="score" pairs>', '</risk-reasons>'],
    states: ['review', 'declined', 'approved', 'indicative', 'idle', 'loading'],
  },
  {
    tag: 'risk-recourse',
    about: 'aboutRecourse',
    code: [
      '<risk-recourse for="score">',
      '</risk-recourse>',
      '',
      '<!-- or by itself -->',
      '<risk-recourse for="loan"',
      '  src="/models/tw-card.insitu">',
      '</risk-recourse>',
    ],
    states: ALL,
  },
  {
    tag: 'risk-what-if',
    about: 'aboutWhatIf',
    code: ['<risk-what-if for="score"', '  features="PAY_AMT1 PAY_0">', '</risk-what-if>'],
    states: ALL,
  },
  {
    tag: 'risk-decision-letter',
    about: 'aboutLetter',
    code: [
      '<risk-decision-letter for="score"',
      '  regime="eu" lender="Example Bank"',
      '  reference="PL-2026-004817"',
      '  date="2026-11-21">',
      '</risk-decision-letter>',
    ],
    states: ALL,
  },
  {
    tag: 'risk-ledger',
    about: 'aboutLedger',
    code: ['<risk-ledger></risk-ledger>', '<risk-ledger compact></risk-ledger>'],
    states: ['idle'],
  },
  {
    tag: 'risk-fairness',
    about: 'aboutFairness',
    code: [
      '<risk-fairness id="fair">',
      '</risk-fairness>',
      '',
      'const batch = await',
      '  model.scoreBatch(columns);',
      'fair.report = fairnessOf({',
      '  batch, groups, outcome,',
      '  cutoff: 610 });',
    ],
    states: [],
  },
];
