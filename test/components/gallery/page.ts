import '../../../components/define.js';
import type { LoadedModel } from '../../../sdk/index.js';
import { addFairness } from './fairness.js';
import { addStudio } from './studio.js';
import { StubModel, STUB_APPLICANTS, type StubOptions } from '../stub-model.js';

/**
 * Every state of the elements on one page. `?lang=zh-CN&theme=dark&only=risk-score&state=ready`.
 * The models are stubs; loading and a failed load are real, of addresses that the server knows.
 */
const query = new URLSearchParams(location.search);
document.documentElement.lang = query.get('lang') ?? 'en';
document.documentElement.dataset.theme = query.get('theme') ?? 'light';

interface State {
  readonly stub?: StubOptions;
  readonly applicant?: keyof typeof STUB_APPLICANTS | 'invalid';
  readonly src?: string;
}

const STATES: Readonly<Record<string, State>> = {
  idle: { stub: {} },
  invalid: { stub: {}, applicant: 'invalid' },
  loading: { src: '/never.insitu' },
  scoring: { stub: { silent: true }, applicant: 'review' },
  review: { stub: {}, applicant: 'review' },
  approved: { stub: {}, applicant: 'approved' },
  declined: { stub: {}, applicant: 'declined' },
  error: { src: '/missing.insitu' },
  crashed: { stub: { fails: 'WORKER_CRASHED' }, applicant: 'review' },
  unbalanced: { stub: { unbalanced: true }, applicant: 'review' },
  'no-points': { stub: { scale: 'none' }, applicant: 'review' },
  'no-bands': { stub: { scale: 'bare' }, applicant: 'review' },
  indicative: { stub: { indicative: true }, applicant: 'review' },
};

/** States of the elements that answer what would happen if; `?insight`. */
const INSIGHT_STATES: Readonly<Record<string, State>> = {
  ...STATES,
  grouped: { stub: { grouped: true }, applicant: 'review' },
  failing: { stub: { recourse: 'failing' }, applicant: 'review' },
  immutable: { stub: { recourse: 'immutable' }, applicant: 'declined' },
  unknown: { stub: { recourse: 'unknown' }, applicant: 'declined' },
  unproven: { stub: { recourse: 'unproven' }, applicant: 'review' },
};

const TAGS = ['risk-recourse', 'risk-what-if', 'risk-decision-letter'] as const;

/** One of each, about the applicant of a score. */
function insightElements(id: string): HTMLElement[] {
  const wanted = TAGS.filter((tag) => !only || only === tag);
  const elements = wanted.map((tag) => {
    const element = document.createElement(tag);
    element.htmlFor = id;
    element.headingLevel = 2;
    if (element.localName === 'risk-what-if') {
      Object.assign(element, {
        features: 'paid status used limit',
        feature: 'paid',
        value: 16_000,
      });
    }
    if (element.localName === 'risk-decision-letter') Object.assign(element, LETTER);
    return element;
  });
  const reasons = document.createElement('risk-reasons');
  Object.assign(reasons, { htmlFor: id, headingLevel: 2, pairs: true });
  return only && only !== 'risk-reasons' ? elements : [reasons, ...elements];
}

/** Particulars of a letter that a bank would give. */
const LETTER = {
  regime: 'eu',
  applicantName: 'Mr Chen',
  lender: 'Example Bank',
  department: 'Personal Lending',
  reference: 'PL-2026-004817',
  date: '2026-11-21',
  full: query.has('full'),
} as const;

const main = document.querySelector('main')!;
main.classList.toggle('is-wide', query.has('wide'));
const only = query.get('only');

/** For tests: a fresh stub, typed as a loaded model. */
function stub(options: StubOptions = {}): LoadedModel {
  return new StubModel(options) as unknown as LoadedModel;
}

const insight = query.has('insight');

const states =
  query.has('fairness') || query.has('studio') ? {} : insight ? INSIGHT_STATES : STATES;

for (const [name, state] of Object.entries(states)) {
  if (query.has('state') && query.get('state') !== name) continue;
  const id = `score-${name}`;
  const score = document.createElement('risk-score');
  score.id = id;
  score.headingLevel = 2;
  if (state.applicant === 'invalid') {
    score.applicant = { ...STUB_APPLICANTS.review, paid: '一千', limit: 5000 };
  } else if (state.applicant) score.applicant = STUB_APPLICANTS[state.applicant];
  if (query.has('no-list')) score.reasons = 0;
  const reasons = document.createElement('risk-reasons');
  reasons.htmlFor = id;
  reasons.headingLevel = 2;
  const cell = document.createElement('div');
  cell.id = name;
  score.hidden = only === 'risk-reasons' || insight;
  cell.append(score);
  if (insight) cell.append(...insightElements(id));
  else if (only !== 'risk-score') cell.append(reasons);
  main.append(cell);
  if (state.src) score.src = state.src;
  else score.model = stub(state.stub);
}

if (query.has('fairness')) addFairness(main, query.get('state'));
if (query.has('studio')) {
  main.classList.add('is-wide');
  const isThere = () => (document.documentElement.dataset.studio = 'there');
  void addStudio(main, query).finally(isThere);
}

Object.assign(globalThis, { gallery: { stub, applicants: STUB_APPLICANTS } });
