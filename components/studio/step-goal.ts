import { html, nothing, type TemplateResult } from 'lit';
import { place } from '../place.js';
import { KINDS, SIZES, studentOf, type Decisions } from './decisions.js';
import { countText, percentText } from './figures.js';
import { budgetOf, type Lesson } from './lesson.js';
import { renderLesson } from './lesson-part.js';
import type { Inspection, Part } from '../../sdk/train.js';
import { failure, field, heads, period, radios, segments, select, type View } from './view.js';

const SHARES = [0.1, 0.2, 0.25, 0.3, 0.4] as const;

/** Step 3: whom to learn from, which kind of model, how large, and which rows test it. */
export function renderGoal(view: View): TemplateResult {
  const { words, book } = view;
  const { kind, size, lesson } = book.decisions!;
  const isBudgeted = budgetOf(lesson) !== undefined;
  return html`${renderLesson(view)}
    <div class="part">
      ${radios(
        words.kindTitle,
        'kind',
        KINDS.map((value) => ({
          value,
          text: words.kinds[value],
          detail: words.kindDetail[value],
          isOff: isBudgeted,
        })),
        isBudgeted ? undefined : kind,
        (value) => book.decide({ kind: value }, { what: 'kind', step: 'goal' }),
      )}
    </div>
    <div class="part">
      ${segments(
        words.sizeTitle,
        'size',
        SIZES.map((value) => ({ value, text: words.sizes[value] })),
        isBudgeted ? undefined : size,
        (value) => book.decide({ size: value }, { what: 'size', step: 'goal' }),
        isBudgeted,
      )}
      <p class="hint" role="status">${isBudgeted ? words.budgeted : limits(view)}</p>
      ${lesson.from === 'labels' ? nothing : renderBudget(view, lesson)}
    </div>
    ${renderSplit(view)}`;
}

/** What a student may weigh: the teacher tells which kind and size comes nearest within it. */
function renderBudget({ words, book }: View, lesson: Lesson): TemplateResult {
  const decide = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    if (!input.reportValidity()) return;
    const budget = input.value === '' ? undefined : input.valueAsNumber;
    book.decide({ lesson: { ...lesson, budget } }, { what: 'budget', step: 'goal' });
  };
  return html`<div class="fields">
    ${field(
      words.budget,
      html`<input
        type="number"
        name="budget"
        inputmode="decimal"
        min="1"
        max="100000"
        step="any"
        .value=${lesson.budget === undefined ? '' : String(lesson.budget)}
        @change=${decide}
      />`,
      words.budgetHint,
    )}
  </div>`;
}

/** How far a student may grow, in words. */
function limits({ words, book }: View): string {
  const { kind, size } = book.decisions!;
  const student = studentOf(kind, size);
  if (student.kind === 'boosted') {
    return words.upTo.trees(String(student.trees), String(student.depth));
  }
  if (student.kind === 'scorecard') {
    return words.upTo.bins(String(student.maxBins), String(student.minIv));
  }
  const rounds = words.upTo.rounds(String(student.rounds), String(student.bins));
  if (!student.pairs) return rounds;
  return rounds + words.gap + words.upTo.pairs(String(student.pairs));
}

function renderSplit(view: View): TemplateResult {
  const { words, book } = view;
  const decisions = book.decisions!;
  const { date, byDate, outOfTime, from } = decisions;
  const split = (change: Partial<Decisions>): void =>
    book.decide(change, { what: 'split', step: 'goal' });
  return html`<div class="part">
    ${radios(
      words.splitTitle,
      'split',
      [
        {
          value: 'date',
          text: words.byDate,
          detail: date === undefined ? words.byDateNeeds : words.byDateDetail,
          isOff: date === undefined,
        },
        { value: 'random', text: words.atRandom, detail: words.atRandomDetail },
      ],
      byDate && date !== undefined ? 'date' : 'random',
      (value) => split({ byDate: value === 'date' }),
    )}
    ${
      byDate && date !== undefined
        ? html`<div class="fields">
            ${field(
              words.share,
              select(
                SHARES.map((share) => ({ value: String(share), text: percentText(share, 0) })),
                from ? undefined : String(outOfTime),
                (value) => split({ outOfTime: Number(value), from: undefined }),
                { empty: words.choosePlease },
              ),
            )}
            ${field(
              words.firstDay,
              html`<input
                type="date"
                .value=${from ?? ''}
                @change=${(event: Event) =>
                  split({ from: (event.target as HTMLInputElement).value || undefined })}
              />`,
            )}
          </div>`
        : nothing
    }
    ${
      book.inspector.error
        ? failure(view, book.inspector.error, words.inspectFailed, words.trainSafe)
        : nothing
    }
    ${book.inspector.found ? renderParts(view, book.inspector.found.parts) : nothing}
  </div>`;
}

/** The rows of each part, as lengths of one bar and as a table. */
function renderParts(view: View, parts: Inspection['parts']): TemplateResult {
  const { words } = view;
  const all = parts.reduce((sum, { rows }) => sum + rows, 0);
  const dated = parts.some(({ from }) => from !== undefined);
  const names = [words.partHead, words.rowsHead, words.badHead, ...(dated ? [words.period] : [])];
  return html`<div class="parts">
    <div class="stack" aria-hidden="true">
      ${parts.map(({ part, rows }) => html`<i class="is-${part}" ${place({ w: rows / all })}></i>`)}
    </div>
    <div
      class="table parts-table ${dated ? 'is-dated' : ''}"
      role="table"
      aria-label=${words.parts}
    >
      ${heads(names)}
      ${parts.map(
        ({ part, rows, bad, from, to }) =>
          html`<div class="row" role="row">
            <span role="rowheader"
              ><i class="swatch is-${part}" aria-hidden="true"></i>${words.part[part as Part]}</span
            >
            <span role="cell" class="figure">${countText(rows)}</span>
            <span role="cell" class="figure">${percentText(bad / Math.max(1, rows))}</span>
            ${
              dated
                ? html`<span role="cell" class="figure"
                    >${from && to ? period(view, from, to) : words.none}</span
                  >`
                : nothing
            }
          </div>`,
      )}
    </div>
  </div>`;
}
