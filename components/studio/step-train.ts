import { html, nothing, type TemplateResult } from 'lit';
import { place } from '../place.js';
import { featuresOf, studentOf } from './decisions.js';
import { countText, percentText } from './figures.js';
import { lowest, renderLossChart } from './loss-chart.js';
import { budgetOf, teacherName } from './lesson.js';
import type { StudentPlan } from '../../sdk/train.js';
import { fact, failure, sub, type View } from './view.js';

/** Trees of the largest student that a budget tries; the axis does not move while they come in. */
const BUDGET_TREES = 200;

/** Step 4: training, watched. */
export function renderTrain(view: View): TemplateResult {
  const { words, book } = view;
  const { isTraining, trainError, wasStopped, sameTraining } = book;
  const decisions = book.inTraining ?? book.decisions!;
  const { kind, size, target, lesson } = decisions;
  const taught = teacherName(lesson);
  const budget = budgetOf(lesson);
  const { profile } = book.account!;
  const count = featuresOf(profile, decisions).length;
  const train = book.inspector.found?.parts.find(({ part }) => part === 'train');
  return html`<dl class="facts">
      ${taught === undefined ? nothing : fact(words.teacher, wrapped(taught))}
      ${budget === undefined ? fact(words.model, words.kindsShort[kind]) : nothing}
      ${fact(
        words.sizeTitle,
        budget === undefined ? words.sizes[size] : words.atMost(words.kilobytes(String(budget))),
      )}
      ${fact(words.outcome, wrapped(target))} ${fact(words.featuresTitle, countText(count))}
      ${train ? fact(words.trainRows, countText(train.rows)) : nothing}
    </dl>
    <p class="actions">
      ${
        isTraining
          ? html`<button class="button" type="button" @click=${() => book.stopTraining()}>
              ${words.cancel}
            </button>`
          : sameTraining
            ? html`<span class="hint">${words.alreadyTrained}</span>`
            : html`<button
                class="button primary"
                type="button"
                ?disabled=${!book.task}
                @click=${() => void book.train()}
              >
                ${words.train}
              </button>`
      }
    </p>
    ${isTraining ? renderProgress(view) : nothing}
    ${wasStopped && !isTraining ? html`<p class="hint">${words.stopped}</p>` : nothing}
    ${trainError && !isTraining ? failure(view, trainError, words.trainFailed, words.trainSafe) : nothing}
    ${renderCurve(view)}`;
}

function wrapped(text: string | undefined): TemplateResult {
  return html`<span class="wrap">${text}</span>`;
}

function renderProgress({ words, book }: View): TemplateResult {
  const { stage, done } = book.progress ?? { stage: 'reading' as const, done: 0 };
  const share = percentText(done, 0);
  return html`<div class="progress">
    <div
      class="progress-bar"
      role="progressbar"
      aria-label=${words.stage[stage]}
      aria-valuenow=${Math.round(100 * done)}
      aria-valuemin="0"
      aria-valuemax="100"
    >
      <i ${place({ w: done })}></i>
    </div>
    <span aria-hidden="true"><b>${words.stage[stage]}</b> ${words.done(share)}</span>
  </div>`;
}

function renderCurve(view: View): TemplateResult {
  const { words, book } = view;
  const { isTraining } = book;
  const sameTraining = isTraining ? undefined : book.sameTraining;
  const { kind, size, lesson } = book.inTraining ?? book.decisions!;
  const { train = [], validation = [] } =
    (isTraining ? book.curve : sameTraining?.report.curve) ?? {};
  const isBudgeted = budgetOf(lesson) !== undefined;
  const most = isBudgeted ? BUDGET_TREES : treesOf(studentOf(kind, size));
  const isRounds = (sameTraining?.kind ?? kind) === 'additive' && !(isBudgeted && isTraining);
  // A scorecard has none, and is trained when it is known that a budget chose one.
  const hasCurve = sameTraining ? train.length > 0 : most > 0;
  const best = lowest(validation);
  const unit = isRounds ? words.round : words.tree;
  const isEmpty = train.length === 0;
  return html`<div class="part">
    ${sub(
      view,
      words.curve,
      best >= 0 && !isTraining ? words.lowest(unit, String(best + 1)) : nothing,
    )}
    ${
      isEmpty
        ? html`<p class="hint">${hasCurve ? words.curveWaits : words.noCurve}</p>
            ${
              !hasCurve
                ? nothing
                : html`<div class="lines" aria-hidden="true"><i></i><i></i><i></i><i></i></div>`
            }`
        : html`${renderLossChart(view, {
              ...{ train, validation, most, isRounds },
              isDone: !isTraining,
            })}
            <p class="note">${lesson.from === 'labels' ? words.curveNote : words.curveTaught}</p>`
    }
  </div>`;
}

/** Trees or rounds at most; 0 where a student is solved at once. */
function treesOf(student: StudentPlan): number {
  if (student.kind === 'boosted') return student.trees ?? 0;
  return student.kind === 'additive' ? (student.rounds ?? 0) : 0;
}
