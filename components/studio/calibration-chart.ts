import { html, svg, type TemplateResult } from 'lit';
import { niceStep } from '../curve-scale.js';
import { countText, percentText } from './figures.js';
import type { PartReport } from '../../sdk/train.js';
import type { View } from './view.js';

const LEFT = 44;
const BOTTOM = 38;
const TOP = 10;
const RIGHT = 12;

/** Expected and observed shares of bad with their intervals, beside the line where both agree. */
export function renderCalibration(
  { words, width }: View,
  part: PartReport,
  all: readonly PartReport[],
): TemplateResult {
  const size = Math.min(360, all.length > 1 && width >= 640 ? Math.floor((width - 40) / 2) : width);
  const height = Math.round(size * 0.82);
  const tops = all.flatMap(({ calibration }) =>
    calibration.flatMap(({ expected, observed }) => [expected, observed.high]),
  );
  const step = niceStep(Math.max(0.02, ...tops) / 4);
  const end = Math.min(1, Math.ceil(Math.max(0.02, ...tops) / step - 1e-9) * step);
  const x = (share: number): number => LEFT + ((size - LEFT - RIGHT) * share) / end;
  const y = (share: number): number => height - BOTTOM - ((height - BOTTOM - TOP) * share) / end;
  const ticks: number[] = [];
  for (let at = 0; at <= end + step / 2; at += step) ticks.push(at);
  const digits = step < 0.01 ? 1 : 0;
  const name = words.part[part.part];
  return html`<figure class="calibration">
    <figcaption>${name}</figcaption>
    <svg
      class="chart"
      width=${size}
      height=${height}
      viewBox="0 0 ${size} ${height}"
      aria-hidden="true"
    >
      ${ticks.map(
        (
          at,
        ) => svg`<line class="grid" x1=${LEFT} x2=${size - RIGHT} y1=${crisp(y(at))} y2=${crisp(y(at))} />
          <text x=${LEFT - 8} y=${y(at) + 4} text-anchor="end">${percentText(at, digits)}</text>
          <line class="tick" x1=${crisp(x(at))} x2=${crisp(x(at))} y1=${y(0)} y2=${y(0) + 5} />
          <text x=${x(at)} y=${y(0) + 18} text-anchor="middle">${percentText(at, digits)}</text>`,
      )}
      <line class="cut" x1=${x(0)} y1=${y(0)} x2=${x(end)} y2=${y(end)} />
      ${part.calibration.map(
        ({ expected, observed }) => svg`
          <line class="whisker" x1=${x(expected)} x2=${x(expected)} y1=${y(observed.low)} y2=${y(Math.min(end, observed.high))} />
          <rect class="to" x=${x(expected) - 4} y=${y(observed.value) - 4} width="8" height="8" />`,
      )}
      <text x=${size - RIGHT} y=${height - 3} text-anchor="end">${words.calibrationX}</text>
    </svg>
    <div class="sr">
      <table>
        <caption>
          ${words.calibration}${words.colon}${name}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.expected}</th>
            <th scope="col">${words.observed}</th>
            <th scope="col">${words.rowsHead}</th>
          </tr>
        </thead>
        <tbody>
          ${part.calibration.map(
            ({ rows, expected, observed: { value, low, high } }) =>
              html`<tr>
                <th scope="row">${percentText(expected)}</th>
                <td>${words.from(percentText(value), percentText(low), percentText(high))}</td>
                <td>${countText(rows)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`;
}

/** Half a pixel makes a hairline sharp. */
function crisp(value: number): number {
  return Math.round(value) + 0.5;
}
