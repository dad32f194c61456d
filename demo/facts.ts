import type { Applicant, LoadedModel, ModelInfo } from '../sdk/index.js';
import { byId, onLanguage, pageLang, words } from './page-chrome.js';

/** The part of the model card that is shown. */
interface ModelCard {
  readonly data?: { readonly source?: string };
  readonly model?: { readonly notUsed?: readonly string[] };
  readonly split?: { readonly test?: number };
  readonly metrics?: {
    readonly auc?: { readonly value?: number };
    readonly ks?: { readonly value?: number };
  };
}

/** Calls that are timed: enough for a median, few enough not to be noticed. */
const TIMED_CALLS = 31;

let model: LoadedModel | undefined;
let time: number | undefined;

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function show(): void {
  byId('fact-time').textContent = time === undefined ? '–' : words().milliseconds(time.toFixed(1));
  if (!model) return;
  const { info } = model;
  byId('fact-answers').textContent = String(info.features.length);
  byId('fact-model').textContent = words().kilobytes((info.bundleBytes / 1000).toFixed(1));
  showCard(info);
  showPlan(model);
}

/** Where the model comes from and how good it is: from its own card, never from this page. */
function showCard({ card, title, features }: ModelInfo): void {
  const { data, metrics, model: trained, split } = card as ModelCard;
  const test = split?.test;
  const lang = pageLang();
  byId('credit').textContent = data?.source
    ? words().credit(title[lang] ?? title.en ?? '', data.source)
    : '';
  const [auc, ks] = [metrics?.auc?.value, metrics?.ks?.value];
  byId('measured').textContent =
    auc === undefined || ks === undefined || test === undefined
      ? ''
      : words().measured(auc.toFixed(3), ks.toFixed(3), test.toLocaleString('en-US'));
  const kept = ['SEX', 'AGE', 'MARRIAGE'].every(
    (name) => trained?.notUsed?.includes(name) && !features.some((each) => each.name === name),
  );
  byId('not-scored').hidden = !kept;
  byId('not-scored').classList.remove('is-pending');
}

/** Which engine runs and how its worker is shut off: from the plan, as it was measured. */
function showPlan({ plan, info }: LoadedModel): void {
  const { isolation } = plan;
  byId('runs').classList.remove('is-pending');
  byId('runs-engine').textContent = words().engine[plan.engine] ?? plan.engine;
  byId('runs-worker').textContent =
    isolation === undefined ? words().unknown : isolation.policy ? words().closed : words().deleted;
  byId('runs-model').textContent = `${info.name} ${info.version}`;
  byId('runs-signed').textContent = words().signature[info.signature];
}

/** Shows a model, and times it: the whole way from the page to the worker and back. */
export async function showModel(loaded: LoadedModel, applicant: Applicant): Promise<void> {
  model = loaded;
  show();
  const times: number[] = [];
  for (let call = 0; call < TIMED_CALLS; call++) {
    const started = performance.now();
    await loaded.explain(applicant);
    times.push(performance.now() - started);
  }
  time = median(times);
  show();
}

export function startFacts(): void {
  onLanguage(show);
}
