import type { Applicant, Decision, LoadedModel, Score } from '../sdk/index.js';
import samples from './model/samples.json' with { type: 'json' };
import { fillForm } from './application-form.js';
import { byId, onLanguage, pageLang, words } from './page-chrome.js';

interface Sample {
  readonly id: string;
  readonly name: Readonly<Record<'en' | 'zh-CN', string>>;
  readonly applicant: Applicant;
}

const all: readonly Sample[] = samples;
const scores = new Map<string, Score>();
const buttons = new Map<string, HTMLButtonElement>();
const asked = new URLSearchParams(location.search).get('who');

let chosen = all.find(({ id }) => id === asked) ?? all[1]!;

/** Squares by outcome, as in the elements: ticked, half, barred. */
const BOX = 'M1.75 1.75h12.5v12.5H1.75z';
const INNER: Readonly<Record<Decision, string>> = {
  approved: 'M4.5 8.3l2.4 2.4 4.6-5',
  review: 'M2 2h6v12H2z',
  declined: 'M4.75 8h6.5',
};
const SVG = 'http://www.w3.org/2000/svg';

export function shape(decision: Decision): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `shape is-${decision}`);
  svg.setAttribute('aria-hidden', 'true');
  for (const d of [BOX, INNER[decision]]) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

function show(): void {
  byId('story').textContent = words().stories[chosen.id] ?? '';
  byId('samples').setAttribute('aria-label', words().samples);
  for (const { id, name } of all) {
    const button = buttons.get(id)!;
    const score = scores.get(id);
    button.setAttribute('aria-pressed', String(id === chosen.id));
    const [title, points, outcome] = button.children as unknown as HTMLElement[];
    title!.textContent = name[pageLang()];
    points!.textContent = score?.points === undefined ? '\u00a0' : String(score.points);
    const decision = score?.decision;
    if (decision) outcome!.replaceChildren(shape(decision), words().decision[decision]);
    else outcome!.replaceChildren('\u00a0');
  }
}

/** The score of the applicant in the form, which may have been changed since it was chosen;
 * `undefined` while there is none. */
export function showChosenScore(score: Score | undefined): void {
  if (score) scores.set(chosen.id, score);
  else scores.delete(chosen.id);
  show();
}

/** The chosen sample as it was before anything was changed. */
export function chosenApplicant(): Applicant {
  return chosen.applicant;
}

/** Which sample is in the form: `lin`, `chen` or `wu`. */
export function chosenSample(): string {
  return chosen.id;
}

/** Scores the samples that are not in the form, for their tabs. */
export async function scoreSamples(model: LoadedModel): Promise<void> {
  for (const { id, applicant } of all) {
    if (!scores.has(id)) scores.set(id, await model.score(applicant));
  }
  show();
}

/** @param picked - called after a sample was put into the form. */
export function startSamples(model: () => LoadedModel | undefined, picked: () => void): void {
  for (const sample of all) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(
      document.createElement('b'),
      document.createElement('span'),
      document.createElement('small'),
    );
    button.addEventListener('click', () => {
      const left = chosen;
      chosen = sample;
      fillForm(sample.applicant);
      show();
      picked();
      // The one that was left goes back to what it was before anything was changed.
      scores.delete(left.id);
      const loaded = model();
      if (loaded) void scoreSamples(loaded);
    });
    buttons.set(sample.id, button);
    byId('samples').append(button);
  }
  fillForm(chosen.applicant);
  onLanguage(show);
}
