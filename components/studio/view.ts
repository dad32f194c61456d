import { html, nothing, type TemplateResult } from 'lit';
import type { Locale, RiskError } from '../../sdk/index.js';
import { glyphs } from '../glyphs.js';
import type { ColumnList } from './column-list.js';
import { numberText, spokenNumber } from './figures.js';
import type { HandOver } from './hand-over.js';
import type { StudioBook } from './studio-book.js';
import type { StudioWords } from './studio-words.js';
import type { TeacherDesk } from './teacher-desk.js';

/** What a step draws with. */
export interface View {
  readonly words: StudioWords;
  readonly locale: Locale;
  readonly book: StudioBook;
  readonly hand: HandOver;
  readonly desk: TeacherDesk;
  readonly columns: ColumnList;
  /** Parts that are shown in full. */
  readonly opened: Set<string>;
  /** Width of a step's page, in px. */
  readonly width: number;
  /** Level of a step's heading, 2 to 5. */
  readonly level: number;
  readonly update: () => void;
}

/** An option of a select or of a set of radios. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly text: string;
  readonly detail?: string;
  readonly isOff?: boolean;
}

/** A heading within a step, with what belongs beside it. */
export function sub(view: View, title: string, meta: unknown = nothing): TemplateResult {
  return html`<div class="sub">
    <span class="sub-title" role="heading" aria-level=${view.level + 1}>${title}</span>
    ${meta === nothing ? nothing : html`<span class="meta">${meta}</span>`}
  </div>`;
}

/** A label over its control. */
export function field(
  label: string,
  control: TemplateResult,
  hint: unknown = nothing,
): TemplateResult {
  return html`<label class="field"
    ><span class="label">${label}</span>${control}${
      hint === nothing ? nothing : html`<small>${hint}</small>`
    }</label
  >`;
}

/** A select; `undefined` stands for "choose". */
export function select<Value extends string>(
  choices: readonly Choice<Value>[],
  value: Value | undefined,
  changed: (value: Value) => void,
  { label, empty, name }: { label?: string; empty?: string; name?: string } = {},
): TemplateResult {
  return html`<span class="select"
    ><select
      aria-label=${label ?? nothing}
      name=${name ?? nothing}
      @change=${(event: Event) => changed((event.target as HTMLSelectElement).value as Value)}
    >
      ${
        empty === undefined
          ? nothing
          : html`<option value="" ?disabled=${value !== undefined} .selected=${value === undefined}>
              ${empty}
            </option>`
      }
      ${choices.map(
        (choice) =>
          html`<option value=${choice.value} .selected=${choice.value === value}>
            ${choice.text}
          </option>`,
      )}
    </select></span
  >`;
}

/** A set of radios, each with a sentence. */
export function radios<Value extends string>(
  title: string,
  name: string,
  choices: readonly Choice<Value>[],
  value: Value | undefined,
  changed: (value: Value) => void,
): TemplateResult {
  return html`<fieldset class="radios">
    <legend class="sub-title">${title}</legend>
    ${choices.map(
      (choice) =>
        html`<label class="choice">
          <input
            type="radio"
            name=${name}
            value=${choice.value}
            .checked=${choice.value === value}
            ?disabled=${choice.isOff === true}
            @change=${() => changed(choice.value)}
          />
          <span
            ><b>${choice.text}</b
            >${choice.detail ? html`<small>${choice.detail}</small>` : nothing}</span
          >
        </label>`,
    )}
  </fieldset>`;
}

/** Radios of one word each, side by side. */
export function segments<Value extends string>(
  title: string,
  name: string,
  choices: readonly Choice<Value>[],
  value: Value | undefined,
  changed: (value: Value) => void,
  isOff = false,
): TemplateResult {
  return html`<fieldset class="segments">
    <legend class="sub-title">${title}</legend>
    ${choices.map(
      (choice) =>
        html`<label
          ><input
            type="radio"
            name=${name}
            value=${choice.value}
            .checked=${choice.value === value}
            ?disabled=${isOff}
            @change=${() => changed(choice.value)}
          /><span>${choice.text}</span></label
        >`,
    )}
  </fieldset>`;
}

/** A number that may lie below 0, as it is read and as it is spoken. */
export function signed(words: StudioWords, value: number, digits: number): TemplateResult {
  return html`<span aria-hidden="true">${numberText(value, digits)}</span
    ><span class="sr">${spokenNumber(value, digits, words)}</span>`;
}

/** A term and its value, in a list of facts. */
export function fact(term: string, value: unknown): TemplateResult {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** From one day to another one; a line ends between them, never within one. */
export function period({ words }: View, from: string, to: string): TemplateResult {
  const [before, between, after] = words.between('|', '|').split('|');
  return html`${before}<span class="day">${from}</span>${between}<span class="day">${to}</span
    >${after}`;
}

/** What went wrong, what is safe, which lines or columns it is about. */
export function failure(view: View, error: RiskError, what: string, safe: string): TemplateResult {
  const { words } = view;
  const shown = error.issues.slice(0, 6);
  const more = error.issues.length - shown.length;
  return html`<div class="error" role="alert">
    ${glyphs.error}
    <div>
      <strong>${what}</strong>
      <ul>
        ${shown.map(({ code, path, expected }) => {
          const known = words.issue[code as keyof typeof words.issue];
          return html`<li>
            ${path ? html`<b>${placeOf(view, path)}</b>${words.space}` : nothing}${known ?? code}${
              expected && !known ? html` (${expected})` : nothing
            }${code === 'BUDGET' ? leastOf(view, expected) : nothing}
          </li>`;
        })}
        ${more > 0 ? html`<li>${words.moreIssues(String(more))}</li>` : nothing}
      </ul>
      <span>${safe}</span>
      <p><code>${words.failed(error.code)}</code></p>
    </div>
  </div>`;
}

/** The heads of a table whose rows are laid out as a grid. */
export function heads(names: readonly (string | TemplateResult)[]): TemplateResult {
  const [first, ...others] = names;
  return html`<div class="row is-head" role="row">
    <span role="columnheader">${first}</span>
    ${others.map((name) => html`<span role="columnheader" class="figure">${name}</span>`)}
  </div>`;
}

/** The least that would do: `at least 5.3`, in words. */
function leastOf({ words }: View, expected = ''): string {
  const least = /[\d.]+$/.exec(expected)?.[0];
  return least ? words.colon + words.atLeast(words.kilobytes(least)) : '';
}

/** Where an issue is, in words: a plan names its features by number, people by column. */
function placeOf({ words, book }: View, path: string): string {
  const line = /^line (\d+)$/.exec(path);
  if (line) return words.lineOf(line[1]!);
  if (path === 'file' || path === '') return words.wholeFile;
  const feature = /^plan\.features\[(\d+)\]/.exec(path);
  if (feature) return book.plan?.features[Number(feature[1])]?.column ?? path;
  if (path === 'plan.features') return words.featuresTitle;
  if (path.startsWith('plan.target.bad')) return words.bad;
  if (path.startsWith('plan.target')) return book.decisions?.target ?? words.outcome;
  if (path === 'plan.split') return words.part.train;
  if (path === 'plan.split.date') return book.decisions?.date ?? words.dateColumn;
  if (path === 'plan.split.from') return words.firstDayShort;
  if (path.startsWith('plan.split')) return words.splitTitle;
  if (path === 'plan.weight') return book.decisions?.weight ?? words.weightColumn;
  if (path === 'budget.kB') return words.budget;
  if (path === 'scores' || path === 'teacher') return words.teacher;
  if (path.startsWith('columns.')) return path.slice('columns.'.length);
  return path;
}
