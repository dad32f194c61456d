import { html, nothing, type TemplateResult } from 'lit';
import { textIn, type Explanation, type Locale, type ModelInfo } from '../sdk/index.js';
import { keepFigures, signed } from './language.js';
import type { ScorerPhase } from './scorer-controller.js';
import type { Words } from './strings.js';
import { accountOf } from './waterfall.js';

/**
 * The reasons that counted most, largest first; as many empty rows while there are none.
 *
 * @param limit - how many at most; 0 for no list.
 */
export function renderTopReasons(
  explanation: Explanation | undefined,
  info: ModelInfo | undefined,
  limit: number,
  phase: ScorerPhase,
  words: Words,
  locale: Locale,
): TemplateResult | typeof nothing {
  const count = Math.min(limit, info?.reasons.length ?? limit);
  if (!(count > 0)) return nothing;
  // Reasons that do not add up to the score are not shown at all.
  if (!explanation || accountOf(explanation, 0) === 'mismatch') {
    const live = phase === 'loading' ? 'is-live' : '';
    return html`<ol class="reasons blank ${live}" aria-hidden="true">
      ${Array.from({ length: count }, () => html`<li></li>`)}
    </ol>`;
  }
  return html`<ol class="reasons" part="reasons" aria-label=${words.topReasons}>
    ${explanation.reasons.slice(0, count).map(({ code, text, points, effect }) => {
      const label = info?.reasons.find((each) => each.code === code)?.label;
      const adds = points === undefined ? effect === 'lowers-risk' : points > 0;
      return html`<li part="reason">
        <i class="key ${adds ? 'solid' : 'hatched'}" aria-hidden="true"></i>
        <span>${keepFigures(text ?? textIn(label, locale, code), locale)}</span>
        ${
          points === undefined
            ? html`<span class="sr">${adds ? words.adds : words.takes}</span>`
            : renderPoints(points, words)
        }
      </li>`;
    })}
  </ol>`;
}

/** Signed points for the eye, and in words for the ear: a screen reader may skip a bare sign. */
function renderPoints(points: number, words: Words): TemplateResult {
  const spoken = points > 0 ? words.plus(points) : points < 0 ? words.minus(-points) : words.none;
  return html`<b class=${points > 0 ? 'up' : points < 0 ? 'down' : ''}
    ><span aria-hidden="true">${signed(points)}</span><span class="sr">${spoken}</span></b
  >`;
}
