import { html, nothing, type TemplateResult } from 'lit';
import { textIn } from '../../sdk/index.js';
import { place } from '../place.js';
import { countText, numberText } from './figures.js';
import { moreLink } from './more-link.js';
import type { FeatureReport } from '../../sdk/train.js';
import { sub, type View } from './view.js';

/** Features that are shown at once, and after that. */
const FIRST = 12;
const MOST = 240;

/** The features by what they weigh in the model. */
export function renderImportance(view: View, features: readonly FeatureReport[]): TemplateResult {
  const { words, locale, book, opened } = view;
  const weighed = features
    .filter(({ importance }) => (importance ?? 0) > 0)
    .sort((a, b) => b.importance! - a.importance!);
  const isOpen = opened.has('importance');
  const shown = isOpen ? weighed.slice(0, MOST) : weighed.slice(0, FIRST);
  const top = weighed[0]?.importance ?? 1;
  const known = book.decisions!.words;
  return html`<div class="part">
    ${sub(view, words.importance, words.features(countText(weighed.length)))}
    <div class="table importance" role="table" aria-label=${words.importance}>
      <div class="row is-head" role="row">
        <span role="columnheader">${words.feature}</span>
        <span class="plot" aria-hidden="true"></span>
        <span role="columnheader" class="figure">${words.importanceHead}</span>
        <span role="columnheader" class="figure">${words.iv}</span>
      </div>
      ${shown.map(({ name, importance, iv }) => {
        const label = textIn(known.get(name)?.label, locale, '');
        return html`<div class="row" role="row">
          <span role="rowheader" class="wrap"
            >${label || name}${label ? html` <small>${name}</small>` : nothing}</span
          >
          <span class="plot" aria-hidden="true"
            ><i class="weight" ${place({ w: importance! / top })}></i
          ></span>
          <span role="cell" class="figure">${numberText(importance!, 3)}</span>
          <span role="cell" class="figure"
            ><span class="cap">${words.iv} </span>${numberText(iv, 3)}</span
          >
        </div>`;
      })}
    </div>
    ${moreLink(view, {
      ...{ name: 'importance', count: weighed.length, first: FIRST, most: MOST },
      fewer: words.showFewer(String(FIRST)),
    })}
    <p class="note">${words.importanceNote}</p>
  </div>`;
}
