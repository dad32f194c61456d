import { html, nothing, type TemplateResult } from 'lit';
import { describeIssue, textIn, type Locale } from '../sdk/index.js';
import { keepFigures } from './language.js';
import { place } from './place.js';
import type { ScorerController } from './scorer-controller.js';
import type { Words } from './strings.js';

/** Issues of an entry that is not filled in yet: nothing to correct, only to go on. */
export const BLANK: ReadonlySet<string> = new Set(['FEATURE_ABSENT', 'MISSING_REFUSED']);

/**
 * What stands in the place of a score while there is none: a blank as large as the figure, and one
 * sentence on what fills it. Never a 0 or a made-up number.
 */
export function renderBlank(
  scorer: ScorerController,
  words: Words,
  locale: Locale,
): TemplateResult {
  return html`<span class="figure is-blank" aria-hidden="true"></span>
    <div class="say">${say(scorer, words, locale)}</div>`;
}

function say(
  { phase, progress, issues, model }: ScorerController,
  words: Words,
  locale: Locale,
): TemplateResult {
  if (phase === 'loading') {
    const done = progress?.total ? progress.loaded / progress.total : undefined;
    return html`<strong class="lead">${words.loading}</strong><span>${words.loadingDetail}</span>
      <div
        class="progress ${done === undefined ? 'is-open' : ''}"
        role="progressbar"
        aria-label=${words.loadingDetail}
        aria-valuenow=${done === undefined ? nothing : Math.round(done * 100)}
      >
        <i ${place({ done: done ?? 0 })}></i>
      </div>`;
  }
  if (phase === 'scoring') return html`<strong class="lead">${words.loading}</strong>`;
  const [first, ...more] = issues.filter((issue) => !BLANK.has(issue.code));
  if (!first)
    return html`<strong class="lead">${words.idle}</strong><span>${words.idleDetail}</span>`;
  const label = model?.info.features.find((feature) => feature.name === first.path)?.label;
  return html`<strong class="lead">${textIn(label, locale, first.path)}</strong>
    <span>${keepFigures(describeIssue(first, locale), locale)}</span>
    ${more.length > 0 ? html`<span>${words.moreIssues(more.length)}</span>` : nothing}`;
}
