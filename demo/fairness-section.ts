import { fairnessOf } from '../sdk/fairness.js';
import type { LoadedModel } from '../sdk/index.js';
import type { RiskFairnessElement } from '../components/index.js';
import { fetchColumns } from './fetch-columns.js';
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
