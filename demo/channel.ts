import { axisOf, drawAxis, drawRow } from './channel-chart.js';
import { runExperiment, type Draw } from './channel-experiment.js';
import { CHANNELS, type Rows } from './channel-rows.js';
import { channelWords, type Method } from './channel-words.js';
import { fetchColumns } from './fetch-columns.js';
import { byId, onLanguage, pageLang, startChrome } from './page-chrome.js';

/** The whole data set, which comes in when it is asked for. */
const CLIENTS = new URL('./model/data/taiwan.csv.gz', import.meta.url);

const METHODS: readonly Method[] = ['targetOnly', 'zeroShot', 'delta'];
const LABELS = [50, 100, 300, 1000] as const;
const DRAWS = 20;

type State =
  | { readonly is: 'ready' | 'loading' | 'failed' }
  | { readonly is: 'source'; readonly rows: number }
  | { readonly is: 'drawing'; readonly draw: number }
  | { readonly is: 'done'; readonly rows: number }
  | { readonly is: 'stopped' };

let state: State = { is: 'ready' };
let draws: Draw[] = [];
let running: AbortController | undefined;
let data: Promise<Rows> | undefined;

const words = () => channelWords(pageLang());
const integer = (value: number) => value.toLocaleString(pageLang());

function stateText(): string {
  const w = words();
  switch (state.is) {
    case 'ready':
    case 'loading':
    case 'failed':
      return w[state.is];
    case 'source':
      return w.source(integer(state.rows));
    case 'drawing':
      return w.drawing(state.draw, DRAWS);
    case 'done':
      return w.done(draws.length, integer(state.rows));
    case 'stopped':
      return w.stopped(draws.length);
  }
}

function showState(next: State): void {
  state = next;
  byId('state').textContent = stateText();
  const share = state.is === 'done' ? 1 : draws.length / DRAWS;
  byId('progress').style.setProperty('--done', String(share));
  byId('start').textContent = running ? words().stop : words().start;
}

function choices(): void {
  const channels = byId('channels');
  CHANNELS.forEach(({ id, name, about }, i) => {
    const [label, text] = choice('channel', id, i === 1);
    const small = document.createElement('small');
    onLanguage(() => {
      text.replaceChildren(name[pageLang()], small);
      small.textContent = about[pageLang()];
    });
    channels.append(label);
  });
  LABELS.forEach((count) => {
    const [label, text] = choice('labels', String(count), count === 300);
    onLanguage(() => (text.textContent = integer(count)));
    byId('labels').append(label);
  });
}

function choice(group: string, value: string, isChosen: boolean): [HTMLLabelElement, HTMLElement] {
  const label = document.createElement('label');
  const input = document.createElement('input');
  Object.assign(input, { type: 'radio', name: group, value, checked: isChosen });
  const text = document.createElement('span');
  label.append(input, text);
  return [label, text];
}

function cell(role: string, name = ''): HTMLElement {
  const made = document.createElement(name === 'method' ? 'div' : 'span');
  made.setAttribute('role', role);
  if (name) made.className = name;
  return made;
}

const thousandths = (value: number) => {
  const rounded = Math.round(value * 1000);
  const sign = rounded > 0 ? '+' : rounded < 0 ? '\u2212' : '±';
  return `${sign}${Math.abs(rounded)}`;
};

/** Mean, its standard error, and the least. */
function summary(values: readonly number[]): { mean: number; error: number; least: number } {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const error = values.length > 1 ? Math.sqrt(squares / (values.length - 1) / values.length) : 0;
  return { mean, error, least: Math.min(...values) };
}

function showResults(): void {
  const w = words();
  const rows = byId('rows');
  byId('results').hidden = draws.length === 0;
  const unchanged = draws.filter((draw) => draw.unchanged).length;
  byId('unchanged').textContent = unchanged > 0 ? w.unchanged(unchanged, draws.length) : '';
  if (draws.length === 0) return;
  const head = cell('row', 'row head');
  for (const [i, text] of [w.method, w.plot, w.auc, w.gain, w.worst].entries()) {
    const each = cell('columnheader', i > 1 ? 'figure' : '');
    each.textContent = text;
    head.append(each);
  }
  rows.replaceChildren(head);
  const axis = axisOf(draws.flatMap((draw) => METHODS.map((method) => draw[method])));
  const plots: [HTMLElement, Method][] = METHODS.map((method) => {
    const row = cell('row', 'row');
    const name = cell('rowheader', 'method');
    const title = document.createElement('b');
    const about = document.createElement('small');
    title.textContent = w.methods[method];
    about.textContent = w.about[method];
    name.append(title, about);
    const plot = cell('cell');
    const all = draws.map((draw) => draw[method]);
    const gains = summary(draws.map((draw) => draw[method] - draw.zeroShot));
    const auc = cell('cell', 'figure');
    const total = document.createElement('span');
    if (method === 'delta') total.className = 'total';
    total.textContent = summary(all).mean.toFixed(3);
    auc.append(total);
    const gain = cell('cell', 'figure');
    const worst = cell('cell', 'figure');
    if (method !== 'zeroShot') {
      gain.textContent = `${thousandths(gains.mean)} \u00b1 ${(gains.error * 1000).toFixed(1)}`;
      worst.textContent = thousandths(gains.least);
    }
    row.append(name, plot, auc, gain, worst);
    rows.append(row);
    return [plot, method];
  });
  const last = cell('row', 'row axis');
  last.setAttribute('aria-hidden', 'true');
  const plot = document.createElement('span');
  last.append(document.createElement('span'), plot);
  rows.append(last);
  const width = plots[0]![0].clientWidth || 240;
  const line = draws[0]!.zeroShot;
  for (const [place, method] of plots) {
    const all = method === 'zeroShot' ? [line] : draws.map((draw) => draw[method]);
    place.append(drawRow(width, axis, method, all, line));
  }
  plot.append(drawAxis(width, axis));
}

async function run(): Promise<void> {
  const form = new FormData(byId<HTMLFormElement>('choice'));
  const channel = CHANNELS.find(({ id }) => id === form.get('channel'))!;
  const labels = Number(form.get('labels'));
  const stopper = new AbortController();
  running = stopper;
  draws = [];
  showResults();
  showState({ is: 'loading' });
  try {
    data ??= fetchColumns(CLIENTS);
    data.catch(() => (data = undefined));
    const held = await runExperiment(
      await data,
      channel,
      labels,
      DRAWS,
      {
        source: (rows) => showState({ is: 'source', rows }),
        drawing: (draw) => showState({ is: 'drawing', draw }),
        draw: (draw) => {
          draws.push(draw);
          showResults();
        },
      },
      stopper.signal,
    );
    running = undefined;
    showState({ is: 'done', rows: held });
  } catch {
    running = undefined;
    showState({ is: stopper.signal.aborted ? 'stopped' : 'failed' });
  }
}

startChrome();
choices();
byId('choice').addEventListener('submit', (event) => {
  event.preventDefault();
  if (running) running.abort();
  else void run();
});
addEventListener('resize', showResults);
onLanguage(() => {
  const w = words();
  document.title = w.title;
  for (const [id, text] of [
    ['heading', w.heading],
    ['detail', w.detail],
    ['channel-name', w.channel],
    ['labels-name', w.labels],
    ['results-name', w.table],
    ['note', w.note],
    ['foot', w.foot],
  ] as const)
    byId(id).textContent = text;
  showState(state);
  showResults();
});
document.documentElement.dataset.ready = '';
