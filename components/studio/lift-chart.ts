import { html, type TemplateResult } from 'lit';
import { place } from '../place.js';
import { countText, percentText } from './figures.js';
import type { PartReport } from '../../sdk/train.js';
import type { View } from './view.js';

/** The share of bad in each tenth of the scores, riskiest first; all parts on one axis. */
export function renderLift(
  { words }: View,
  part: PartReport,
  all: readonly PartReport[],
): TemplateResult {
  const shares = all.flatMap(({ lift }) => lift.map(share));
  const end = Math.max(0.05, ...shares);
  const base = part.bad / Math.max(1, part.rows);
  const name = words.part[part.part];
  return html`<figure class="lift">
    <figcaption>${name}</figcaption>
    <div class="lift-plot" aria-hidden="true">
      ${part.lift.map((slice, i) => {
        const height = share(slice) / end;
        return html`<span class="column"
          ><span class="lift-figure" ${place({ h: height })}>${percentText(share(slice), 0)}</span
          ><i ${place({ h: height })}></i><span class="lift-name">${i + 1}</span></span
        >`;
      })}
      <span class="lift-line" ${place({ h: base / end })}
        ><span>${words.everyone(percentText(base))}</span></span
      >
    </div>
    <p class="axis-name" aria-hidden="true">${words.liftX}</p>
    <div class="sr">
      <table>
        <caption>
          ${words.lift}${words.colon}${name}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.liftX}</th>
            <th scope="col">${words.rowsHead}</th>
            <th scope="col">${words.badHead}</th>
            <th scope="col">${words.capturedLong}</th>
          </tr>
        </thead>
        <tbody>
          ${part.lift.map(
            (slice, i) =>
              html`<tr>
                <th scope="row">${i + 1}</th>
                <td>${countText(slice.rows)}</td>
                <td>${percentText(share(slice))}</td>
                <td>${percentText(slice.captured)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`;
}

function share({ rows, bad }: { readonly rows: number; readonly bad: number }): number {
  return rows === 0 ? 0 : bad / rows;
}
