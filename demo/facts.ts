import type { ModelInfo } from '../sdk/index.js';
import { byId, onLanguage, pageLang, words } from './page-chrome.js';

/** Times of the last calls, in ms: the median is shown, since the first call also warms up. */
const times: number[] = [];
const KEPT_TIMES = 9;

let info: ModelInfo | undefined;

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function show(): void {
  const time = median(times);
  byId('fact-time').textContent = time === undefined ? '–' : words().milliseconds(time.toFixed(1));
  if (!info) return;
  byId('fact-answers').textContent = String(info.features.length);
  byId('fact-model').textContent = words().kilobytes((info.bundleBytes / 1000).toFixed(1));
  showCard(info);
}

/** Where the model comes from and how good it is: from its own card, never from this page. */
function showCard({ card, title, features }: ModelInfo): void {
  const { data, metrics, model } = card as {
    data?: { source?: string };
    metrics?: { auc?: { value?: number }; ks?: { value?: number } };
    model?: { notUsed?: readonly string[] };
    split?: { test?: number };
  };
  const test = (card.split as { test?: number } | undefined)?.test;
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
    (name) => model?.notUsed?.includes(name) && !features.some((each) => each.name === name),
  );
  byId('not-scored').hidden = !kept;
}

export function showModel(loaded: ModelInfo): void {
  info = loaded;
  show();
}

export function showTime(ms: number): void {
  times.push(ms);
  if (times.length > KEPT_TIMES) times.shift();
  show();
}

export function startFacts(): void {
  onLanguage(show);
}
