import { fairnessOf } from '../sdk/fairness.js';
import type { LoadedModel } from '../sdk/index.js';
import type { RiskFairnessElement } from '../components/index.js';
import { onLanguage, words } from './page-chrome.js';

/** Clients the model never saw, with what became of them: the data that its card is measured on. */
const HELD_OUT = new URL('./model/data/test.csv.gz', import.meta.url);

const OUTCOME = 'default.payment.next.month';

/** Which column tells the groups apart; the model does not use it. */
const GROUP = 'SEX';

const LABELS = {
  '1': { en: 'Men', 'zh-CN': '男' },
  '2': { en: 'Women', 'zh-CN': '女' },
} as const;

/** Columns of whole numbers, by name. */
async function fetchColumns(url: URL): Promise<Map<string, Float64Array>> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`no held-out clients: ${answer.status}`);
  const bytes = await answer.blob();
  // Some servers send a file of this name as an encoding, which the browser has undone already.
  const magic = new Uint8Array(await bytes.slice(0, 2).arrayBuffer());
  const packed = magic[0] === 0x1f && magic[1] === 0x8b;
  const stream = packed
    ? bytes.stream().pipeThrough(new DecompressionStream('gzip'))
    : bytes.stream();
  const text = await new Response(stream).text();
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.split(',');
  const columns = new Map(names.map((name) => [name, new Float64Array(lines.length)]));
  lines.forEach((line, row) => {
    line.split(',').forEach((cell, i) => {
      columns.get(names[i]!)![row] = Number(cell);
    });
  });
  return columns;
}

/**
 * A button that scores the held-out clients in the page, and the element that shows how its groups
 * fare. The rows come in when the button is pressed, and nothing goes out.
 */
export function addFairness(place: HTMLElement, model: () => LoadedModel | undefined): void {
  const element = document.createElement('risk-fairness') as RiskFairnessElement;
  element.headingLevel = 3;
  element.labels = LABELS;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button';
  const note = document.createElement('p');
  note.className = 'state';
  let state: 'ready' | 'working' | 'done' | 'failed' = 'ready';
  const show = (): void => {
    button.textContent = words().fairnessStart;
    button.disabled = state === 'working' || state === 'done';
    note.textContent = words().fairnessStates[state];
  };
  button.addEventListener('click', async () => {
    const loaded = model();
    if (!loaded) return;
    state = 'working';
    show();
    try {
      const columns = await fetchColumns(HELD_OUT);
      const wanted = loaded.info.features.map(({ name }) => [name, columns.get(name)!] as const);
      const batch = await loaded.scoreBatch(Object.fromEntries(wanted));
      element.report = fairnessOf({
        batch,
        cutoff: loaded.info.scale!.cutoffs!.approve,
        groups: Array.from(columns.get(GROUP)!, String),
        outcome: columns.get(OUTCOME)!,
      });
      state = 'done';
    } catch {
      state = 'failed';
    }
    show();
  });
  place.append(note, element, button);
  onLanguage(show);
}
