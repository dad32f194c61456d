import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { niceStep, stepAt, type CurveScale } from './curve-scale.js';
import type { WhatIfAxis } from '../sdk/index.js';

/** What a chart draws, in values and px. */
export interface WhatIfChart {
  readonly axis: WhatIfAxis;
  readonly scale: CurveScale;
  /** One per step of the axis. */
  readonly values: ArrayLike<number>;
  /** Of the applicant, and where the curve has it; `undefined` where the answer is missing. */
  readonly today: { readonly x: number | string | undefined; readonly y: number };
  readonly chosen: { readonly x: number | string; readonly y: number };
  /** The approval line, where the values are points. */
  readonly line: number | undefined;
  readonly lineLabel: string;
  readonly todayLabel: string;
  /** What a figure on the x axis says. */
  readonly xLabel: (value: number | string) => string;
  readonly label: string;
  /** The host's width. */
  readonly width: number;
}

const HEIGHT = 168;
const TOP = 24;
const BOTTOM = 24;

/** Width of the figures beside the curve, and of what stands out at its end. */
const CHART_INSET = { left: 40, right: 12 } as const;

/** Half a pixel makes a hairline sharp. */
const crisp = (value: number): number => Math.round(value) + 0.5;

/** Px per character of an 11 px figure, Chinese ones counting double. */
const textWidth = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter.codePointAt(0)! > 0x2e7f ? 11 : 6.3), 0);

/**
 * A curve as stepped as the model is. One graphic for readers; the slider beside it says every value.
 */
export function renderWhatIfChart(chart: WhatIfChart): TemplateResult {
  const { axis, scale, values, today, chosen, line, width } = chart;
  const { left, right } = CHART_INSET;
  const plot = width - left - right;
  const bottom = HEIGHT - BOTTOM;
  const x = (value: number | string): number => left + plot * placeOf(scale, value);
  const shown =
    scale.kind === 'places'
      ? scale.places.map(({ step }) => values[step]!)
      : stepsBetween(axis, scale).map((step) => values[step]!);
  const marks = [...shown, today.y, chosen.y, ...(line === undefined ? [] : [line])];
  const y = yScale(marks, bottom);
  const path = scale.kind === 'stretch' ? stairs(axis, scale, values, x, y.at) : '';
  const lineY = line === undefined ? 0 : crisp(y.at(line));
  const nearRight = x(chosen.x) > left + plot * 0.55;
  const todayX = today.x === undefined ? undefined : x(today.x);
  // On the side away from what is tried, where there is room.
  const labelSize = textWidth(chart.todayLabel) + 10;
  const todayAtEnd =
    todayX !== undefined &&
    (todayX + labelSize > width || (x(chosen.x) >= todayX && todayX - labelSize > left));
  const todayY = labelPlace(y.at(today.y), bottom, line === undefined ? undefined : lineY);
  return html`<svg
    class="chart"
    width=${width}
    height=${HEIGHT}
    viewBox="0 0 ${width} ${HEIGHT}"
    role="img"
    aria-label=${chart.label}
  >
    ${y.figures.map((value) => yFigure(value, crisp(y.at(value)), width, line))}
    ${xFigures(chart, x).map(
      ({
        at,
        text,
        anchor,
      }) => svg`<line class="tick" x1=${at} x2=${at} y1=${bottom} y2=${bottom + 5} />
        <text x=${at} y=${HEIGHT - 4} text-anchor=${anchor}>${text}</text>`,
    )}
    ${
      line === undefined
        ? nothing
        : svg`<line class="cut" x1=${left} x2=${width - right} y1=${lineY} y2=${lineY} />`
    }
    ${
      scale.kind === 'stretch'
        ? svg`<path class="curve" d=${path} />`
        : scale.places.map(({ value, step }) => {
            const half = Math.min(22, plot / scale.places.length / 2 - 3);
            const [cx, cy] = [x(value), y.at(values[step]!)];
            return svg`<line class="curve" x1=${cx - half} x2=${cx + half} y1=${cy} y2=${cy} />`;
          })
    }
    ${
      todayX === undefined
        ? nothing
        : svg`<line class="drop" x1=${todayX} x2=${todayX} y1=${y.at(today.y)} y2=${bottom} />
            <rect class="from" x=${todayX - 4.5} y=${y.at(today.y) - 4.5} width="9" height="9" />`
    }
    <line class="stem" x1=${x(chosen.x)} x2=${x(chosen.x)} y1=${y.at(chosen.y)} y2=${bottom} />
    <rect class="to" x=${x(chosen.x) - 6} y=${y.at(chosen.y) - 6} width="12" height="12" />
    ${
      line === undefined
        ? nothing
        : svg`<text class="line-label" x=${nearRight ? left + 4 : width - right} y=${lineY - 6}
            text-anchor=${nearRight ? 'start' : 'end'}>${chart.lineLabel}</text>`
    }
    ${
      todayX === undefined || today.x === chosen.x
        ? nothing
        : svg`<text class="today" x=${todayX + (todayAtEnd ? -7 : 7)}
            y=${todayY}
            text-anchor=${todayAtEnd ? 'end' : 'start'}>${chart.todayLabel}</text>`
    }
  </svg>`;
}

/** Where today's label stands: clear of its mark, of the approval line and of the axis. */
function labelPlace(mark: number, bottom: number, line: number | undefined): number {
  const clear = (at: number): boolean => line === undefined || Math.abs(at - 4 - line) >= 9;
  const below = [bottom - 7, mark + 18].filter((at) => at > mark + 14 && at < bottom - 4);
  return [...below, mark - 10, mark - 24].find(clear) ?? mark - 10;
}

/** Where a value lies on its axis, 0 to 1. */
function placeOf(scale: CurveScale, value: number | string): number {
  if (scale.kind === 'places') {
    const index = scale.places.findIndex((place) => place.value === value);
    return (Math.max(0, index) + 0.5) / scale.places.length;
  }
  const at = (Number(value) - scale.from) / (scale.to - scale.from);
  return Math.min(1, Math.max(0, at));
}

function stepsBetween(
  axis: WhatIfAxis,
  { from, to }: Extract<CurveScale, { kind: 'stretch' }>,
): number[] {
  const [first, last] = [stepAt(axis, from), stepAt(axis, to)];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(
    (step) => axis.values[step] !== null,
  );
}

function stairs(
  axis: WhatIfAxis,
  scale: Extract<CurveScale, { kind: 'stretch' }>,
  values: ArrayLike<number>,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  const steps = stepsBetween(axis, scale);
  let path = '';
  steps.forEach((step, i) => {
    const from = i === 0 ? scale.from : axis.from[step]!;
    const level = y(values[step]!).toFixed(1);
    path += i === 0 ? `M${x(from).toFixed(1)} ${level}` : `H${x(from).toFixed(1)}V${level}`;
  });
  return `${path}H${x(scale.to).toFixed(1)}`;
}

/** Room for every mark, in whole 20s, or whatever makes four lines or so. */
function yScale(
  marks: readonly number[],
  bottom: number,
): { at: (value: number) => number; figures: number[] } {
  const [low, high] = [Math.min(...marks), Math.max(...marks)];
  const step = Math.max(niceStep((high - low || 1) / 4), high > 100 ? 10 : 1);
  const from = Math.floor((low - step * 0.2) / step) * step;
  const to = Math.ceil((high + step * 0.2) / step) * step;
  const at = (value: number): number => TOP + ((bottom - TOP) * (to - value)) / (to - from);
  const figures: number[] = [];
  for (let value = from; value <= to + step / 2; value += step) figures.push(value);
  return { at, figures };
}

function yFigure(
  value: number,
  at: number,
  width: number,
  line: number | undefined,
): SVGTemplateResult {
  const { left, right } = CHART_INSET;
  return svg`<line class="grid" x1=${left} x2=${width - right} y1=${at} y2=${at} />
    <text class=${value === line ? 'is-line' : ''} x=${left - 8} y=${at + 3.5} text-anchor="end">${value}</text>`;
}

/** As many figures as fit side by side; the ends lean inwards. */
function xFigures(
  { scale, width, xLabel }: WhatIfChart,
  x: (value: number | string) => number,
): { at: number; text: string; anchor: 'start' | 'middle' | 'end' }[] {
  const candidates: (number | string)[] = [];
  if (scale.kind === 'places') candidates.push(...scale.places.map(({ value }) => value));
  else {
    const { from, to, tick } = scale;
    for (let at = Math.ceil(from / tick) * tick; at <= to + tick * 1e-6; at += tick) {
      candidates.push(Math.round(at / tick) * tick);
    }
  }
  const figures: ReturnType<typeof xFigures> = [];
  let taken = -Infinity;
  for (const value of candidates) {
    const at = x(value);
    const text = xLabel(value);
    const size = textWidth(text);
    const anchor = at + size / 2 > width ? 'end' : at - size / 2 < 0 ? 'start' : 'middle';
    const start = anchor === 'end' ? at - size : anchor === 'start' ? at : at - size / 2;
    if (start < taken + 8) continue;
    taken = start + size;
    figures.push({ at, text, anchor });
  }
  return figures;
}
