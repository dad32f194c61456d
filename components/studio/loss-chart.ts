import { html, nothing, svg, type TemplateResult } from 'lit';
import { niceStep } from '../curve-scale.js';
import { numberText } from './figures.js';
import type { View } from './view.js';

const HEIGHT = 220;
const LEFT = 48;
const TOP = 14;
const BOTTOM = 30;
/** Where a line's own name stands, at its end. */
const RIGHT = 74;

/** A screen reader hears so many trees of a curve, the last and the lowest among them. */
const TOLD = 10;

/** The loss of training and validation after each tree, drawn as they come in. */
export interface LossChart {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  /** Trees at most: the axis does not move while they come in. */
  readonly most: number;
  readonly isDone: boolean;
  readonly isRounds: boolean;
}

/** Draws the curve, and says it as a table. */
export function renderLossChart(view: View, chart: LossChart): TemplateResult {
  const { words, width } = view;
  const { train, validation, isDone } = chart;
  const count = train.length;
  const last = isDone ? Math.max(2, count) : Math.max(chart.most, count);
  const losses = [...train, ...validation];
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const step = niceStep(Math.max(high - low, 0.004) / 4);
  const [from, to] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  const bottom = HEIGHT - BOTTOM;
  const right = width - RIGHT;
  const x = (tree: number): number => LEFT + ((right - LEFT) * (tree - 1)) / Math.max(1, last - 1);
  const y = (loss: number): number =>
    TOP + ((bottom - TOP) * (to - loss)) / Math.max(1e-9, to - from);
  const path = (line: readonly number[]): string =>
    line.map((loss, i) => `${i ? 'L' : 'M'}${x(i + 1).toFixed(1)} ${y(loss).toFixed(1)}`).join('');
  const digits = Math.max(2, -Math.floor(Math.log10(step)));
  const lines: number[] = [];
  for (let at = from; at <= to + step / 2; at += step) lines.push(at);
  const best = lowest(validation);
  const unit = chart.isRounds ? words.round : words.tree;
  return html`<svg
      class="chart"
      width=${width}
      height=${HEIGHT}
      viewBox="0 0 ${width} ${HEIGHT}"
      aria-hidden="true"
    >
      ${lines.map(
        (
          at,
        ) => svg`<line class="grid" x1=${LEFT} x2=${right} y1=${crisp(y(at))} y2=${crisp(y(at))} />
          <text x=${LEFT - 8} y=${y(at) + 4} text-anchor="end">${at.toFixed(digits)}</text>`,
      )}
      ${treeFigures(last, right - LEFT).map(
        (
          tree,
        ) => svg`<line class="tick" x1=${crisp(x(tree))} x2=${crisp(x(tree))} y1=${bottom} y2=${bottom + 5} />
          <text x=${x(tree)} y=${bottom + 18} text-anchor="middle">${tree}</text>`,
      )}
      <line class="axis" x1=${LEFT} x2=${right} y1=${crisp(bottom)} y2=${crisp(bottom)} />
      ${
        count > 0
          ? svg`<path class="curve is-train" d=${path(train)} />
              <path class="curve is-validation" d=${path(validation)} />`
          : nothing
      }
      ${endLabels(view, chart, x, y)}
      ${
        best >= 0 && isDone
          ? svg`<line class="drop" x1=${crisp(x(best + 1))} x2=${crisp(x(best + 1))} y1=${y(validation[best]!)} y2=${bottom} />
              <rect class="to" x=${x(best + 1) - 5} y=${y(validation[best]!) - 5} width="10" height="10" />`
          : nothing
      }
      <text x=${right} y=${HEIGHT - 1} text-anchor="end">${unit}</text>
    </svg>
    ${table(view, chart, best, unit)}`;
}

function endLabels(
  { words }: View,
  { train, validation }: LossChart,
  x: (tree: number) => number,
  y: (loss: number) => number,
): unknown {
  const ends = [
    { text: words.part.train, at: train.length, loss: train.at(-1) },
    { text: words.part.validation, at: validation.length, loss: validation.at(-1) },
  ].filter(({ loss }) => loss !== undefined);
  const [one, other] = ends.map(({ loss }) => y(loss!));
  // Two names that would touch stand apart, each on its own side.
  const near = one !== undefined && other !== undefined && Math.abs(one - other) < 14;
  const shift = near ? (one > other ? 1 : -1) * (7 - Math.abs(one - other) / 2) : 0;
  return ends.map(
    ({ text, at, loss }, i) =>
      svg`<text class="name" x=${x(at) + 6} y=${y(loss!) + 4 + (i === 0 ? shift : -shift)}>${text}</text>`,
  );
}

function table(
  { words }: View,
  { train, validation, isDone }: LossChart,
  best: number,
  unit: string,
): TemplateResult {
  // While trees come in there is nothing to read yet: the table is of a finished curve.
  const told = isDone ? toldTrees(train.length, best) : [];
  return html`<div class="sr">
    <table>
      <caption>
        ${words.curve}
      </caption>
      <thead>
        <tr>
          <th scope="col">${unit}</th>
          <th scope="col">${words.part.train}</th>
          <th scope="col">${words.part.validation}</th>
        </tr>
      </thead>
      <tbody>
        ${told.map(
          (tree) =>
            html`<tr>
              <th scope="row">${tree + 1}</th>
              <td>${numberText(train[tree]!, 4)}</td>
              <td>${validation[tree] === undefined ? '' : numberText(validation[tree], 4)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Where the validation loss is lowest; -1 without one. */
export function lowest(losses: readonly number[]): number {
  let best = -1;
  losses.forEach((loss, i) => {
    if (best < 0 || loss < losses[best]!) best = i;
  });
  return best;
}

function toldTrees(count: number, best: number): number[] {
  const told = new Set<number>();
  for (let i = 0; i < TOLD; i++) told.add(Math.round((i * (count - 1)) / (TOLD - 1)));
  if (best >= 0) told.add(best);
  return count === 0 ? [] : [...told].sort((a, b) => a - b);
}

/** 1, and whole steps as many as there is room for. */
function treeFigures(last: number, width: number): number[] {
  const step = Math.max(1, niceStep(last / Math.max(2, Math.floor(width / 70))));
  const figures = [1];
  for (let at = step; at <= last; at += step) if (at > 1 + step / 3) figures.push(at);
  // Too few trees for a whole step: the last one.
  return figures.length > 1 ? figures : [1, last];
}

/** Half a pixel makes a hairline sharp. */
function crisp(value: number): number {
  return Math.round(value) + 0.5;
}
