import { html, svg, type TemplateResult } from 'lit';
import type { PointsScale } from '../sdk/index.js';
import { fitLabels } from './axis-labels.js';
import { place } from './place.js';
import type { Words } from './strings.js';

/** What the ruler draws. Distances are real: nothing is scaled for effect. */
export interface Ruler {
  readonly min: number;
  readonly max: number;
  /** Points between two ticks. */
  readonly step: number;
  readonly bands: readonly { readonly id: string; readonly from: number; readonly to: number }[];
  /** The approval line. */
  readonly line: number | undefined;
}

/** The ruler before a model is known: ticks only. */
const EMPTY: Ruler = { min: 0, max: 550, step: 10, bands: [], line: undefined };

/** A tick every 10 points, coarser where that would be more than 80. */
function tickStep(span: number): number {
  let step = 10;
  for (let k = 0; span / step > 80; k++) step *= k % 2 === 0 ? 5 : 2;
  return step;
}

/**
 * The ruler of a scale. A scale without limits gets them 100 points past its outermost mark.
 *
 * @param marks - points that must lie on the ruler, at least one: the average, the score.
 */
export function rulerOf(scale: PointsScale, marks: readonly number[]): Ruler {
  const line = scale.cutoffs?.approve;
  const edges = scale.bands.slice(1).map((band) => band.from);
  const all = [...edges, ...marks, ...(line === undefined ? [] : [line])];
  const min = scale.min ?? Math.floor((Math.min(scale.max ?? Infinity, ...all) - 100) / 50) * 50;
  const max = scale.max ?? Math.ceil((Math.max(min, ...all) + 100) / 50) * 50;
  const bands = scale.bands.map((band, index) => ({
    id: band.id,
    from: index === 0 ? min : band.from,
    to: scale.bands[index + 1]?.from ?? max,
  }));
  return { min, max, step: tickStep(max - min), bands, line };
}

function ticks({ min, max, step }: Ruler): string {
  let path = '';
  for (let at = Math.ceil(min / step) * step; at <= max; at += step) {
    const height = at % (step * 10) === 0 ? 10 : at % (step * 5) === 0 ? 8 : 5;
    path += `M${at - min} 12v${-height}`;
  }
  return path;
}

/**
 * Renders the ruler. It is hidden from screen readers: the figure, the verdict and the line of
 * text beside it say the same.
 *
 * @param width - px, to place labels without overlap.
 */
export function renderRuler(
  ruler: Ruler | undefined,
  points: number | undefined,
  band: string | undefined,
  width: number,
  words: Words,
): TemplateResult {
  const { min, max, bands, line } = ruler ?? EMPTY;
  const at = (value: number): number => (value - min) / (max - min);
  const labels = ruler ? [min, max, ...bands.slice(1).map((each) => each.from)] : [];
  const lineAt = line === undefined ? 0 : at(line);
  const lineSide = lineAt < 0.16 ? 'is-left' : lineAt > 0.84 ? 'is-right' : '';
  return html`<div class="ruler ${points === undefined ? 'is-empty' : ''}" aria-hidden="true">
    <div class="ruler-top">
      ${
        line === undefined
          ? ''
          : html`<span class="line-name ${lineSide}" ${place({ x: lineAt })}
              >${words.line} <b>${line}</b></span
            >`
      }
    </div>
    <div class="ruler-scale">
      <svg viewBox="0 0 ${max - min} 12" preserveAspectRatio="none">
        ${svg`<path d=${ticks(ruler ?? EMPTY)} />`}
      </svg>
      ${line === undefined ? '' : html`<i class="line" ${place({ x: lineAt })}></i>`}
      ${points === undefined ? '' : html`<i class="pin" ${place({ x: at(points) })}></i>`}
    </div>
    <div class="ruler-bands ${bands.length === 0 ? 'is-bare' : ''}">
      ${bands.map(
        (each) =>
          html`<span
            class=${each.id === band && points !== undefined ? 'is-on' : ''}
            ${place({ x: at(each.from), w: at(each.to) - at(each.from) })}
            ><b>${each.id}</b></span
          >`,
      )}
    </div>
    <div class="ruler-figures">
      ${fitLabels(labels, at, width, line).map(
        (label) =>
          html`<span class=${label.side} ${place({ x: at(label.value) })}>${label.value}</span>`,
      )}
    </div>
  </div>`;
}
