import { html, nothing, type TemplateResult } from 'lit';
import { place } from '../place.js';
import { featuresOf, studentOf } from './decisions.js';
import { countText, percentText } from './figures.js';
import { lowest, renderLossChart } from './loss-chart.js';
import { failure, sub, type View } from './view.js';

/** Step 4: training, watched. */
export function renderTrain(view: View): TemplateResult {
  const { words, book } = view;
  const { isTraining, trainError, wasStopped, sameTraining } = book;
  const { kind, size, target } = book.decisions!;
  const { profile } = book.account!;
  const count = featuresOf(profile, book.decisions!).length;
  const train = book.inspection?.parts.find(({ part }) => part === 'train');
  const fact = (term: string, value: unknown): TemplateResult =>
    html`<div>
      <dt>${term}</dt>
      <dd class="wrap">${value}</dd>
    </div>`;
  return html`<dl class="facts">
      ${fact(words.model, words.kindsShort[kind])} ${fact(words.sizeTitle, words.sizes[size])}
      ${fact(words.outcome, target)} ${fact(words.featuresTitle, countText(count))}
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
                ?disabled=${!book.plan}
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
  const { curve, isTraining } = book;
  const { kind, size } = book.decisions!;
  const student = studentOf(kind, size);
  const most =
    student.kind === 'boosted'
      ? (student.trees ?? 0)
      : student.kind === 'additive'
        ? (student.rounds ?? 0)
        : 0;
  const best = lowest(curve.validation);
  const unit = student.kind === 'additive' ? words.round : words.tree;
  const isEmpty = curve.train.length === 0;
  return html`<div class="part">
    ${sub(
      view,
      words.curve,
      best >= 0 && !isTraining ? words.lowest(unit, String(best + 1)) : nothing,
    )}
    ${
      isEmpty
        ? html`<p class="hint">${most === 0 ? words.noCurve : words.curveWaits}</p>
            ${
              most === 0
                ? nothing
                : html`<div class="lines" aria-hidden="true"><i></i><i></i><i></i><i></i></div>`
            }`
        : html`${renderLossChart(view, {
              train: curve.train,
              validation: curve.validation,
              most,
              isDone: !isTraining,
              isRounds: student.kind === 'additive',
            })}
            <p class="note">${words.curveNote}</p>`
    }
  </div>`;
}
