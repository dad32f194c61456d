import { html, nothing, type TemplateResult } from 'lit';
import type { WhatIf, WhatIfAxis } from '../sdk/index.js';
import { givenSteps, type CurveScale } from './curve-scale.js';
import { stepAt } from './curve-scale.js';

/** So many rows and columns are still a table that can be read on a phone. */
const MOST = 6;

/** What a surface's table says. */
export interface SurfaceWords {
  readonly caption: string;
  readonly key: string;
  readonly value: (axis: 0 | 1, value: number | string) => string;
  readonly figure: (value: number) => string;
}

/**
 * Scores by two answers at once, as a table that is its own picture: filled cells reach the line,
 * today's is outlined.
 *
 * @param values - one per cell, the second axis running fastest.
 */
export function renderSurface(
  answer: WhatIf,
  scales: readonly [CurveScale, CurveScale],
  values: ArrayLike<number>,
  line: number | undefined,
  words: SurfaceWords,
): TemplateResult {
  const [first, second] = answer.axes as readonly [WhatIfAxis, WhatIfAxis];
  const columns = sample(first, scales[0]);
  const rows = sample(second, scales[1]);
  const size = second.values.length;
  return html`<table class="surface" part="surface">
      <caption class="sr">
        ${words.caption}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${columns.map(({ value }) => html`<th scope="col">${words.value(0, value)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${words.value(1, row.value)}</th>
              ${columns.map((column) => {
                const value = values[column.step * size + row.step]!;
                const reaches = line !== undefined && value >= line;
                const today = column.step === first.current && row.step === second.current;
                return html`<td
                  class="${reaches ? 'is-over' : ''} ${today ? 'is-today' : ''}"
                  aria-current=${today ? 'true' : nothing}
                >
                  ${words.figure(value)}
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="note">${words.key}</p>`;
}

/** A few places of an axis, evenly spread over what is worth showing, today's among them. */
function sample(axis: WhatIfAxis, scale: CurveScale): { value: number | string; step: number }[] {
  const all =
    scale.kind === 'places'
      ? [...scale.places]
      : spread(scale.from, scale.to).map((value) => ({ value, step: stepAt(axis, value) }));
  const unique = all.filter(({ step }, i) => i === 0 || all[i - 1]!.step !== step);
  const here = givenSteps(axis).includes(axis.current) ? axis.current : undefined;
  if (here === undefined || unique.some(({ step }) => step === here)) return thin(unique);
  const own = { value: axis.values[here]!, step: here };
  return thin(
    [...unique, own].sort((a, b) => a.step - b.step),
    here,
  );
}

function spread(from: number, to: number): number[] {
  return Array.from({ length: MOST }, (_, i) => from + ((to - from) * i) / (MOST - 1));
}

/** At most {@link MOST}: neighbours of the kept one go first. */
function thin<T extends { step: number }>(places: readonly T[], kept?: number): T[] {
  if (places.length <= MOST) return [...places];
  const stride = (places.length - 1) / (MOST - 1);
  const picked = Array.from({ length: MOST }, (_, i) => places[Math.round(i * stride)]!);
  if (kept === undefined || picked.some(({ step }) => step === kept)) return picked;
  const own = places.find(({ step }) => step === kept)!;
  const nearest = picked.reduce(
    (best, { step }, i) => (Math.abs(step - kept) < Math.abs(picked[best]!.step - kept) ? i : best),
    0,
  );
  picked[nearest] = own;
  return picked;
}
