import type { LitElement } from 'lit';
import '../components/define.js';
import '../components/studio/define.js';
import type { RiskScoreElement } from '../components/index.js';
import type { RiskStudioElement } from '../components/studio/index.js';
import { byId, onLanguage, startChrome } from './page-chrome.js';
import { startApplicant, tryModel } from './studio-applicant.js';
import { studioPageWords, TAIWAN_WORDS } from './studio-words.js';

/** The whole data set as its owner publishes it, without the column of identifiers. */
const TAIWAN = new URL('./model/data/taiwan.csv.gz', import.meta.url);

/** A model of 1000 trees that learned from it; see `model/README.md`. */
const TEACHER = new URL('./model/teacher.insitu', import.meta.url);

type SampleState = 'ready' | 'working' | 'failed';

const studio = byId<RiskStudioElement>('studio');
const sample = byId<HTMLButtonElement>('sample');
const teacher = byId<HTMLButtonElement>('teacher');
let state: SampleState = 'ready';
let teacherState: SampleState = 'ready';
let opened: number | undefined;
let rows: number | undefined;
let scored: number | undefined;
let size: number | undefined;

function show(): void {
  const words = studioPageWords();
  document.title = words.pageTitle;
  byId('skip').textContent = words.skip;
  byId('hero').textContent = words.hero;
  byId('hero-detail').textContent = words.heroDetail;
  byId('fact-rows-name').textContent = words.rows;
  byId('fact-bundle-name').textContent = words.bundle;
  byId('fact-time-name').textContent = words.time;
  byId('fact-rows').textContent = rows === undefined ? '–' : rows.toLocaleString('en-US');
  byId('fact-bundle').textContent =
    size === undefined ? '–' : words.kilobytes((size / 1000).toFixed(1));
  byId('fact-time').textContent = scored === undefined ? '–' : words.seconds(scored.toFixed(0));
  sample.textContent = words.sample;
  sample.disabled = state === 'working';
  const notes = { working: words.sampleWorking, failed: words.sampleFailed };
  byId('sample-note').textContent = state === 'ready' ? words.sampleNote : notes[state];
  teacher.textContent = words.teacher;
  teacher.disabled = teacherState === 'working';
  const teacherNotes = { ready: words.teacherNote, working: words.teacherWorking };
  byId('teacher-note').textContent = { ...teacherNotes, failed: words.sampleFailed }[teacherState];
  byId('credit').textContent = words.credit;
}

/** The file, unpacked: some servers send it as an encoding, which the browser has undone already. */
async function fetchTaiwan(): Promise<File> {
  const answer = await fetch(TAIWAN);
  if (!answer.ok) throw new Error(`no data: ${answer.status}`);
  const bytes = await answer.blob();
  const [first, second] = new Uint8Array(await bytes.slice(0, 2).arrayBuffer());
  const isPacked = first === 0x1f && second === 0x8b;
  const stream = isPacked
    ? bytes.stream().pipeThrough(new DecompressionStream('gzip'))
    : bytes.stream();
  return new File([await new Response(stream).blob()], 'taiwan.csv', { type: 'text/csv' });
}

sample.addEventListener('click', async () => {
  state = 'working';
  show();
  try {
    const file = await fetchTaiwan();
    state = 'ready';
    await studio.open(file, file.name);
  } catch {
    state = 'failed';
  }
  show();
});

teacher.addEventListener('click', async () => {
  teacherState = 'working';
  show();
  try {
    const answer = await fetch(TEACHER);
    if (!answer.ok) throw new Error(`no teacher: ${answer.status}`);
    const file = await answer.blob();
    teacherState = 'ready';
    await studio.openTeacher(file);
  } catch {
    teacherState = 'failed';
  }
  show();
});

studio.addEventListener('risk-studio-table', (event) => {
  rows = event.rows;
  opened = performance.now();
  scored = undefined;
  size = undefined;
  show();
});
studio.addEventListener('risk-studio-model', (event) => {
  size = event.bytes.length;
  show();
  void tryModel(event);
});
byId<RiskScoreElement>('score').addEventListener('risk-score', () => {
  if (opened !== undefined) scored ??= (performance.now() - opened) / 1000;
  show();
});

startChrome();
startApplicant();
studio.knownWords = TAIWAN_WORDS;
onLanguage(show);

const elements = document.querySelectorAll<LitElement>('risk-studio, risk-ledger');
await Promise.all([...elements].map((element) => element.updateComplete));
document.documentElement.dataset.ready = '';
