import type { LitElement } from 'lit';
import { signingKey } from 'virtual:signing-key';
import '../components/define.js';
import type { RiskDecisionLetterElement, RiskWhatIfElement } from '../components/index.js';
import type { RiskRecourseElement } from '../components/index.js';
import { RiskError, type Applicant, type LoadedModel } from '../sdk/index.js';
import { ELEMENT_SECTIONS, type ElementSection, type ElementState } from './element-sections.js';
import samples from './model/samples.json' with { type: 'json' };
import { addFairness } from './fairness-section.js';
import { wording } from './outlook-words.js';
import { byId, onLanguage, pageLang, startChrome, words } from './page-chrome.js';

const MODEL = './models/tw-card.insitu';

/** Everything that can be told about one applicant. */
type SubjectElement = LitElement & {
  src: string | undefined;
  model: LoadedModel | undefined;
  applicant: Applicant | undefined;
  trust: JsonWebKey[] | undefined;
  headingLevel: number;
};

const APPLICANTS: Readonly<Record<string, string>> = {
  approved: 'lin',
  review: 'chen',
  declined: 'wu',
  waits: 'chen',
  loading: 'chen',
  failed: 'chen',
  indicative: 'chen',
};

/** A model that is like the real one in all but what a state wants. */
function modelFor(state: ElementState, model: LoadedModel): LoadedModel {
  const never = () => new Promise<never>(() => {});
  const fails = () => Promise.reject(new RiskError('TIMEOUT', 'shown on purpose'));
  if (state === 'loading') return { ...model, explain: never };
  if (state === 'failed') return { ...model, explain: fails };
  if (state === 'indicative') return { ...model, info: { ...model.info, indicative: true } };
  return model;
}

function applicantFor(state: ElementState): Applicant | undefined {
  const sample = samples.find(({ id }) => id === APPLICANTS[state]);
  if (state !== 'waits' || !sample) return sample?.applicant;
  return Object.fromEntries(Object.entries(sample.applicant).filter(([key]) => key !== 'PAY_AMT1'));
}

/** States that the real model shows load it by `src`: one load for all of them. */
const REAL: readonly ElementState[] = ['review', 'approved', 'declined', 'idle', 'waits'];

const later: ((model: LoadedModel) => void)[] = [];

function addState(section: ElementSection, state: ElementState): HTMLElement {
  const cell = document.createElement('div');
  const name = document.createElement('p');
  name.className = 'state';
  onLanguage(() => (name.textContent = words().states[state] ?? ''));
  const element = document.createElement(section.tag) as HTMLElement as SubjectElement;
  element.headingLevel = 3;
  element.dataset.state = state;
  if (section.tag !== 'risk-ledger') {
    element.applicant = applicantFor(state);
    if (REAL.includes(state)) {
      element.trust = [signingKey];
      element.src = MODEL;
    } else later.push((model) => (element.model = modelFor(state, model)));
  }
  giveParticulars(element, state);
  cell.append(name, element);
  return cell;
}

function giveParticulars(element: HTMLElement, state: ElementState): void {
  if (element.localName === 'risk-recourse') (element as RiskRecourseElement).wording = wording;
  if (element.localName === 'risk-reasons') element.setAttribute('pairs', '');
  if (element.localName === 'risk-what-if') {
    const whatIf = element as RiskWhatIfElement;
    whatIf.wording = wording;
    whatIf.features = 'PAY_AMT1 PAY_0 BILL_AMT1 LIMIT_BAL PAY_AMT_E EDUCATION';
    if (state === 'declined') whatIf.feature = 'PAY_0';
    else whatIf.value = 20_000;
    if (state === 'approved') Object.assign(whatIf, { feature: 'PAY_AMT1', second: 'PAY_0' });
  }
  if (element.localName === 'risk-decision-letter') {
    const letter = element as RiskDecisionLetterElement;
    letter.wording = wording;
    letter.reference = 'PL-2026-004817';
    letter.date = '2026-11-21';
    onLanguage(() => {
      letter.regime = pageLang() === 'en' ? 'eu' : 'cn-pipl';
      letter.lender = words().lender;
      letter.department = words().department;
      letter.applicantName = words().salutation[APPLICANTS[state] ?? ''] ?? '';
    });
  }
}

function addSection(section: ElementSection): void {
  const outer = document.createElement('section');
  outer.className = 'element';
  outer.id = section.tag;
  const side = document.createElement('div');
  const title = document.createElement('h2');
  title.textContent = `<${section.tag}>`;
  const about = document.createElement('p');
  onLanguage(() => {
    about.textContent = String((words() as unknown as Record<string, unknown>)[section.about]);
  });
  const code = document.createElement('pre');
  code.tabIndex = 0;
  code.textContent = section.code.join('\n');
  side.append(title, about, code);
  const states = document.createElement('div');
  states.className = 'states';
  if (section.tag === 'risk-fairness') {
    const place = document.createElement('div');
    addFairness(place, () => document.querySelector('risk-score')?.model);
    states.append(place);
  } else states.append(...section.states.map((state) => addState(section, state)));
  outer.append(side, states);
  byId('sections').append(outer);
}

startChrome();
onLanguage(() => (document.title = words().componentsPageTitle));
ELEMENT_SECTIONS.forEach(addSection);

/** The model that the page's elements share, once it is there. */
const first = document.querySelector('risk-score')!;
first.addEventListener(
  'risk-score',
  () => {
    const { model } = first;
    if (model) later.forEach((use) => use(model));
  },
  { once: true },
);
const elements = document.querySelectorAll<LitElement>('.states > div > :not(p)');
await Promise.all([...elements].map((element) => element.updateComplete));
document.documentElement.dataset.ready = '';
