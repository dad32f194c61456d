import type { Method } from './channel-words.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Size of a drawing: laid out in pixels, never scaled. */
const HEIGHT = 36;
const PAD = 8;

/** The axis that all rows share, in AUC. */
export interface AucAxis {
  readonly low: number;
  readonly high: number;
}

/** A round axis around all that was measured. */
export function axisOf(values: readonly number[]): AucAxis {
  const low = Math.floor(Math.min(...values) * 50) / 50;
  const high = Math.ceil(Math.max(...values) * 50) / 50;
  return { low, high: Math.max(high, low + 0.04) };
}

/**
 * One row of the chart: a hollow square for each draw, a filled one for their mean, and a dashed
 * line where the bank's own model stands.
 */
export function drawRow(
  width: number,
  axis: AucAxis,
  method: Method,
  draws: readonly number[],
  line: number | undefined,
): SVGSVGElement {
  const svg = element('svg', {
    width,
    height: HEIGHT,
    viewBox: `0 0 ${width} ${HEIGHT}`,
    'aria-hidden': 'true',
    class: 'draws',
  }) as SVGSVGElement;
  const x = (auc: number) => PAD + ((auc - axis.low) / (axis.high - axis.low)) * (width - 2 * PAD);
  for (let tick = axis.low; tick <= axis.high + 1e-9; tick += 0.02) {
    svg.append(element('path', { d: `M${x(tick)} ${HEIGHT - 5}v5`, class: 'tick' }));
  }
  svg.append(element('path', { d: `M${PAD} ${HEIGHT - 0.5}H${width - PAD}`, class: 'rule' }));
  if (line !== undefined) {
    svg.append(element('path', { d: `M${x(line)} 2V${HEIGHT}`, class: 'line' }));
  }
  for (const auc of draws) {
    svg.append(element('rect', { x: x(auc) - 3, y: 11, width: 6, height: 6, class: 'draw' }));
  }
  if (draws.length > 0) {
    const mean = draws.reduce((sum, each) => sum + each, 0) / draws.length;
    svg.append(
      element('rect', { x: x(mean) - 5, y: 9, width: 10, height: 10, class: `mean ${method}` }),
    );
  }
  return svg;
}

/** The axis below the rows, in words of numbers. */
export function drawAxis(width: number, axis: AucAxis): SVGSVGElement {
  const svg = element('svg', {
    width,
    height: 16,
    viewBox: `0 0 ${width} 16`,
    'aria-hidden': 'true',
    class: 'draws',
  }) as SVGSVGElement;
  const x = (auc: number) => PAD + ((auc - axis.low) / (axis.high - axis.low)) * (width - 2 * PAD);
  const places = (axis.high - axis.low) / 0.02;
  const step = width / places < 40 ? 0.04 : 0.02;
  for (let tick = axis.low; tick <= axis.high + 1e-9; tick += step) {
    const anchor = tick === axis.low ? 'start' : tick > axis.high - 1e-9 ? 'end' : 'middle';
    const at = anchor === 'start' ? 0 : anchor === 'end' ? width : x(tick);
    const text = element('text', { x: at, y: 12, 'text-anchor': anchor });
    text.textContent = tick.toFixed(2);
    svg.append(text);
  }
  return svg;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
