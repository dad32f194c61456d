import { html, nothing, type TemplateResult } from 'lit';
import type { Locale } from '../../sdk/index.js';
import { badShareAt, type Decisions, type FeatureWords } from './decisions.js';
import { countText, percentText } from './figures.js';
import { moreLink } from './more-link.js';
import { scaleText } from './scale-text.js';
import { field, sub, type View } from './view.js';

/** Features that are shown at once, and after that. */
const FIRST = 12;
const MOST = 240;

/** A model's name is its file's name as well. */
const NAME = '[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}';

/** Both languages, the reader's first. */
function localesOf({ locale }: View): readonly Locale[] {
  return locale === 'en' ? ['en', 'zh-CN'] : ['zh-CN', 'en'];
}

/** Step 6: what the model and its reasons are called, and the scale. */
export function renderNames(view: View): TemplateResult {
  const { words, book } = view;
  const { name, title } = book.decisions!;
  const decide = (change: Partial<Decisions>): void =>
    book.decide(change, { what: 'names', step: 'names' });
  return html`<p class="lead">${words.namesDetail}</p>
    <div class="fields is-three">
      ${field(
        words.modelName,
        html`<input
          type="text"
          name="name"
          autocomplete="off"
          spellcheck="false"
          required
          pattern=${NAME}
          .value=${name}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            if (input.reportValidity()) decide({ name: input.value });
          }}
        />`,
        words.modelNameHint,
      )}
      ${localesOf(view).map((locale) =>
        field(
          locale === 'en' ? words.titleEn : words.titleZh,
          html`<input
            type="text"
            lang=${locale}
            .value=${title[locale] ?? ''}
            @change=${(event: Event) =>
              decide({ title: { ...title, [locale]: (event.target as HTMLInputElement).value } })}
          />`,
        ),
      )}
    </div>
    ${renderScale(view)} ${renderWords(view)}`;
}

function renderScale(view: View): TemplateResult {
  const { words, book } = view;
  const { scale, approve } = book.decisions!;
  const number = (
    label: string,
    value: number | undefined,
    min: number,
    changed: (value: number | undefined) => Partial<Decisions> | undefined,
    hint: unknown = nothing,
  ): TemplateResult =>
    field(
      label,
      html`<input
        type="number"
        inputmode="numeric"
        step="any"
        min=${min}
        .value=${value === undefined ? '' : String(value)}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          if (!input.reportValidity()) return;
          const change = changed(input.value === '' ? undefined : input.valueAsNumber);
          if (change) book.decide(change, { what: 'scale', step: 'names' });
          else input.value = String(value ?? '');
        }}
      />`,
      hint,
    );
  const part = (key: keyof Decisions['scale']) => (value: number | undefined) =>
    value === undefined ? undefined : { scale: { ...scale, [key]: value } };
  const { points, odds, pdo } = scale;
  const share = approve === undefined ? undefined : badShareAt(approve, scale);
  return html`<div class="part">
    ${sub(view, words.scaleTitle)}
    <div class="fields is-four">
      ${number(words.scalePoints, points, -1e6, part('points'))}
      ${number(words.scaleOdds, odds, 0.001, part('odds'))}
      ${number(words.scalePdo, pdo, 1, part('pdo'))}
      ${number(words.approveLine, approve, -1e6, (value) => ({ approve: value }))}
    </div>
    <p class="hint">
      ${scaleText(view, scale)}${words.gap}${share === undefined ? words.approveNone : words.approveShare(percentText(share))}
    </p>
  </div>`;
}

function renderWords(view: View): TemplateResult {
  const { words, book, opened } = view;
  const { chosen } = book;
  const features = chosen?.report.features ?? [];
  const weighed = features
    .filter(({ importance }) => (importance ?? 0) > 0)
    .sort((a, b) => b.importance! - a.importance!);
  const named = weighed.length > 0 ? weighed : features;
  const others = features.length - named.length;
  const isOpen = opened.has('words');
  const shown = isOpen ? named.slice(0, MOST) : named.slice(0, FIRST);
  return html`<div class="part">
    ${sub(view, words.reasonNames, words.features(countText(named.length)))}
    <div class="wordings">
      <div class="wording is-head" aria-hidden="true">
        <span></span><span></span><span>${words.labelHead}</span><span>${words.adverseHead}</span>
      </div>
      ${shown.map(
        ({ name }) =>
          html`<fieldset class="wording">
            <legend>${name}</legend>
            ${localesOf(view).map(
              (locale) =>
                html`<span class="language" aria-hidden="true">${languageOf(view, locale)}</span>
                  ${input(view, name, 'label', locale)} ${input(view, name, 'adverse', locale)}`,
            )}
          </fieldset>`,
      )}
    </div>
    ${moreLink(view, {
      ...{ name: 'words', count: named.length, first: FIRST, most: MOST },
      fewer: words.showFewer(String(FIRST)),
    })}
    <p class="note">
      ${words.reasonNote}${others > 0 ? html`${words.gap}${words.notUsed(countText(others))}` : nothing}
    </p>
  </div>`;
}

function languageOf({ words }: View, locale: Locale): string {
  return locale === 'en' ? words.english : words.chinese;
}

function input(
  view: View,
  name: string,
  key: keyof FeatureWords & ('label' | 'adverse'),
  locale: Locale,
): TemplateResult {
  const { words, book } = view;
  const known = book.decisions!.words;
  const own = known.get(name) ?? {};
  const language = languageOf(view, locale);
  const title = (key === 'label' ? words.labelHead : words.adverseHead) + words.comma + language;
  return field(
    title,
    html`<input
      type="text"
      lang=${locale}
      aria-label="${(key === 'label' ? words.labelOf : words.adverseOf)(name)}${words.comma}${language}"
      placeholder=${key === 'label' ? name : ''}
      .value=${own[key]?.[locale] ?? ''}
      @change=${(event: Event) => {
        const text = (event.target as HTMLInputElement).value;
        const next = new Map(known);
        next.set(name, { ...own, [key]: { ...own[key], [locale]: text } });
        book.decide({ words: next }, { what: 'names', of: name, step: 'names' });
      }}
    />`,
  );
}
