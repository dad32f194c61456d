import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Estimate, FairnessReport, GroupFairness } from '../sdk/fairness.js';
import { textIn, type LocalizedText } from '../sdk/index.js';
import {
  axisEnd,
  countText,
  figuresOf,
  percent,
  probabilityText,
  ticksOf,
} from './fairness-figures.js';
import { fairnessWordsIn, type FairnessWords } from './fairness-words.js';
import { LanguageController } from './language.js';
import { place } from './place.js';
import { riskFairnessStyles } from './risk-fairness.styles.js';
import { sharedStyles } from './shared-styles.js';
import { tokens } from './tokens.js';

/** Keeps an empty row as high as a full one. */
const NB = '\u00a0';

/** The rule of thumb that the line is drawn at. */
const FOUR_FIFTHS = 0.8;

/** Heading of a column of differences, how it prints a number, and a group's figure and p. */
type GapColumn = readonly [
  head: string,
  print: (size: number) => string,
  pick: (group: GroupFairness) => readonly [(Estimate | undefined)?, number?],
];

/**
 * How groups fare under a model: approval beside the line of four fifths, expected and observed bad
 * payers, and differences, each with its interval. Shows what `fairnessOf` of `insitu/fairness` found;
 * computes nothing, keeps nothing, sends nothing.
 *
 * @summary Approval, calibration and score differences by group, with intervals.
 * @tag risk-fairness
 *
 * @example
 * <risk-fairness id="fairness"></risk-fairness>
 * <script type="module">
 *   import { fairnessOf } from 'insitu/fairness';
 *   fairness.report = fairnessOf({ batch, cutoff: 620, groups, outcome });
 * </script>
 *
 * @slot title - The heading's text.
 *
 * @csspart head - Heading and size of the sample.
 * @csspart table - One table.
 * @csspart row - One group.
 * @csspart notes - What the figures mean, and what they do not.
 *
 * @cssprop --risk-ground - The page's background behind the element.
 * @cssprop --risk-head-rule - Border above the heading.
 * @cssprop --risk-head-padding - Padding of the heading.
 */
export class RiskFairnessElement extends LitElement {
  static override readonly styles = [tokens, sharedStyles, riskFairnessStyles];

  /** What `fairnessOf` found. */
  @property({ attribute: false }) report: FairnessReport | undefined;
  /** Wording of the groups' labels, by label; a label without one stands as it is. */
  @property({ attribute: false }) labels: Readonly<Record<string, LocalizedText>> | undefined;
  /** `zh-CN` or `en`; else the closest `lang`, else the browser's. */
  @property() locale: string | undefined;
  /** Level of the heading, 1 to 5. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 3;

  readonly #language = new LanguageController(this);

  /** `idle` without a report; `too-few` where no two groups have 30 decided rows. */
  get state(): 'idle' | 'ready' | 'too-few' {
    if (!this.report) return 'idle';
    return this.report.groups.filter(({ small }) => !small).length < 2 ? 'too-few' : 'ready';
  }

  protected override render(): TemplateResult {
    const { report, state } = this;
    const { locale } = this.#language;
    const words = fairnessWordsIn(locale);
    return html`<section class="risk" lang=${locale} data-state=${state}>
      <header class="head" part="head">
        <span class="title" role="heading" aria-level=${this.headingLevel}
          ><slot name="title">${words.title}</slot></span
        >
        ${
          report &&
          html`<span class="meta"
            >${words.rows(countText(report.rows))}${words.comma}${words.confidence(confidenceOf(report))}</span
          >`
        }
      </header>
      ${report ? this.#renderReport(report, words) : this.#renderBlank(words)}
    </section>`;
  }

  #renderBlank(words: FairnessWords): TemplateResult {
    const row = (text: string) => html`<p class="hint">${text}</p>`;
    return html`<div class="blank">${row(words.idle)} ${row(NB)} ${row(NB)}</div>`;
  }

  #renderReport(report: FairnessReport, words: FairnessWords): TemplateResult {
    if (this.state === 'too-few') {
      return html`<p class="hint">${words.tooFew}</p>
        ${this.#renderCounts(report, words)}`;
    }
    return html`${this.#renderApproval(report, words)} ${this.#renderCalibration(report, words)}
    ${this.#renderGaps(report, words)} ${renderNotes(report, words)}`;
  }

  /** Counts alone: of few rows, a rate would say more than it knows. */
  #renderCounts({ groups }: FairnessReport, words: FairnessWords): TemplateResult {
    const heads = [words.group, words.rowsHead, words.approval];
    return html`<div class="counts" part="table" role="table" aria-label=${words.approval}>
      ${renderHeads(heads)}
      ${groups.map(
        (group) =>
          html`<div class="row" part="row" role="row">
            <span role="rowheader" class="entry">${this.#labelOf(group.label)}</span>
            <span role="cell" class="figure">${countText(group.rows)}</span>
            <span role="cell" class="figure">${countText(group.approval?.approved ?? 0)}</span>
          </div>`,
      )}
    </div>`;
  }

  #renderApproval({ groups }: FairnessReport, words: FairnessWords): TemplateResult {
    const reference = groups.find((group) => group.reference)?.approval?.rate.value ?? 0;
    const line = FOUR_FIFTHS * reference;
    const mark = reference > 0 ? html`<i class="line" ${place({ x: line })}></i>` : nothing;
    const name =
      reference > 0 ? { at: line, text: `${words.fourFifths} ${percent(line)}` } : undefined;
    const row = (group: GroupFairness): TemplateResult => {
      const { approval, parity } = group;
      const rate = approval && figuresOf(approval.rate, percent, words);
      const ratio = parity?.ratio && figuresOf(parity.ratio, twoDigits, words);
      const fourFifths = parity?.fourFifths;
      return html`${this.#renderEntry(group, words)}
        <span class="plot" aria-hidden="true"
          >${mark}${approval && whisker(approval.rate, 1)}${
            approval &&
            html`<i
              class="mark ${group.reference ? '' : 'filled'}"
              ${place({ x: approval.rate.value })}
            ></i>`
          }</span
        >
        ${cell('rate', rate)} ${cell('second', ratio, words.ratio)}
        <span role="cell" class="verdict third"
          >${
            group.reference
              ? ''
              : html`${fourFifths && html`<i class="mark is-${fourFifths}"></i>`}<span
                    >${words.place[fourFifths ?? 'none']}</span
                  >`
          }</span
        >`;
    };
    const heads = [words.approved, words.ratio, words.fourFifths];
    const keys = html`<span><i class="mark"></i>${words.compared}</span>
      <span><i class="mark filled"></i>${words.others}</span>`;
    return this.#renderPlots(words.approval, keys, 1, name, heads, groups, row, words);
  }

  #renderCalibration(
    { groups }: FairnessReport,
    words: FairnessWords,
  ): TemplateResult | typeof nothing {
    const shown = groups.filter(({ calibration }) => calibration);
    if (shown.length === 0) return nothing;
    const rates = shown.flatMap(({ calibration }) => [
      calibration!.expected,
      calibration!.observed.high,
    ]);
    const end = axisEnd(rates);
    const row = (group: GroupFairness): TemplateResult => {
      const { expected, observed } = group.calibration!;
      const auc = group.ranking && figuresOf(group.ranking.auc, twoDigits, words);
      return html`${this.#renderEntry(group, words)}
        <span class="plot" aria-hidden="true"
          >${whisker(observed, end)}<i class="mark wide" ${place({ x: expected / end })}></i
          ><i class="mark filled" ${place({ x: observed.value / end })}></i
        ></span>
        ${cell('rate', figuresOf(observed, percent, words), words.observed)}
        <span role="cell" class="figure second"
          ><span class="cap">${words.expected} </span><b>${percent(expected)}</b></span
        >
        ${cell('third', auc, 'AUC')}`;
    };
    const heads = [words.observed, words.expected, 'AUC'];
    const keys = html`<span><i class="mark"></i>${words.expected}</span>
      <span><i class="mark filled"></i>${words.observed}</span>`;
    return this.#renderPlots(words.calibration, keys, end, undefined, heads, shown, row, words);
  }

  /** A table whose second column is drawn on one axis from 0. */
  #renderPlots(
    title: string,
    keys: TemplateResult,
    end: number,
    line: { readonly at: number; readonly text: string } | undefined,
    heads: readonly string[],
    groups: readonly GroupFairness[],
    row: (group: GroupFairness) => TemplateResult,
    words: FairnessWords,
  ): TemplateResult {
    return html`<div class="part plots ${line ? '' : 'plain'}">
      ${this.#renderSub(title, html`<span class="meta keys" aria-hidden="true">${keys}</span>`)}
      <div part="table" role="table" aria-label=${title}>
        <div class="row is-head" role="row">
          <span role="columnheader" class="entry">${words.group}</span>
          <span class="plot" aria-hidden="true"
            >${line && html`<span class="line-name ${side(line.at / end, 0.25)}" ${place({ x: line.at / end })}>${line.text}</span>`}${ticksOf(
              end,
            ).map(
              ({ value, isNamed }) =>
                html`${
                    isNamed
                      ? html`<span
                          class="tick-figure ${side(value / end, 0.01)}"
                          ${place({ x: value / end })}
                          >${percent(value, 0)}</span
                        >`
                      : nothing
                  }<i class="tick" ${place({ x: value / end })}></i>`,
            )}</span
          >
          ${heads.map((head, i) => html`<span role="columnheader" class=${i === 2 && line ? 'verdict' : 'figure'}>${head}</span>`)}
        </div>
        ${groups.map(
          (group) =>
            html`<div class="row ${group.small ? 'is-small' : ''}" part="row" role="row">
              ${row(group)}
            </div>`,
        )}
      </div>
    </div>`;
  }

  #renderGaps(report: FairnessReport, words: FairnessWords): TemplateResult {
    const points = (share: number): string => (100 * share).toFixed(1);
    const title = words.gaps(this.#labelOf(report.reference));
    const others = report.groups.filter(({ reference }) => !reference);
    const columns: readonly GapColumn[] = [
      [words.approval, points, ({ parity }) => [parity?.difference, parity?.test.holm]],
      [words.goodPayers, points, ({ good }) => [good?.gap, good?.test?.holm]],
      [words.score, twoDigits, ({ score }) => [score?.standardised]],
    ];
    const shown = columns.filter(([, , pick]) => others.some((group) => pick(group)[0]));
    return html`<div class="part gaps">
      ${this.#renderSub(title, html`<span class="meta">${words.gapUnits}</span>`)}
      <div part="table" role="table" aria-label=${title}>
        ${renderHeads([words.group, ...shown.map(([head]) => head)])}
        ${others.map(
          (group) =>
            html`<div class="row" part="row" role="row">
              ${this.#renderEntry(group, words)}
              ${shown.map(([, print, pick]) => {
                const [gap, p] = pick(group);
                return cell('', gap && figuresOf(gap, print, words, true), '', p);
              })}
            </div>`,
        )}
      </div>
    </div>`;
  }

  #renderSub(title: string, meta: TemplateResult): TemplateResult {
    return html`<div class="sub">
      <span class="sub-title" role="heading" aria-level=${this.headingLevel + 1}>${title}</span>
      ${meta}
    </div>`;
  }

  #renderEntry(group: GroupFairness, words: FairnessWords): TemplateResult {
    const facts = [words.rows(countText(group.rows))];
    if (group.reference) facts.push(words.compared);
    if (group.small) facts.push(words.small);
    return html`<span role="rowheader" class="entry"
      >${this.#labelOf(group.label)} <small>${facts.join(words.comma)}</small></span
    >`;
  }

  #labelOf(label: string): string {
    const { labels } = this;
    const own = labels && Object.hasOwn(labels, label) ? labels[label] : undefined;
    return textIn(own, this.#language.locale, label);
  }
}

function twoDigits(value: number): string {
  return value.toFixed(2);
}

function confidenceOf({ confidence }: FairnessReport): string {
  return `${Number((100 * confidence).toFixed(2))}%`;
}

/** Which way a label leans that would leave the axis. */
function side(at: number, margin: number): string {
  if (at < margin) return 'is-left';
  return at > 1 - margin ? 'is-right' : '';
}

function whisker({ low, high }: Estimate, end: number): TemplateResult {
  return html`<i class="whisker" ${place({ x: low / end, w: (high - low) / end })}></i>`;
}

/** A figure over its interval; a screen reader hears both in one sentence. */
function cell(
  kind: string,
  figures: ReturnType<typeof figuresOf> | undefined,
  caption = '',
  p?: number,
): TemplateResult {
  if (!figures) return html`<span role="cell" class="figure ${kind}"></span>`;
  const chance = p === undefined ? '' : `p ${probabilityText(p)}`;
  return html`<span role="cell" class="figure ${kind}"
    ><span aria-hidden="true"
      ><span class="cap">${caption} </span><b>${figures.value}</b>
      <small>${figures.range}</small>${chance && html`<small>${chance}</small>`}</span
    ><span class="sr">${figures.spoken}${chance && `, ${chance}`}</span></span
  >`;
}

function renderHeads([first, ...others]: readonly string[]): TemplateResult {
  return html`<div class="row is-head" role="row">
    <span role="columnheader" class="entry">${first}</span>
    ${others.map((head) => html`<span role="columnheader" class="figure">${head}</span>`)}
  </div>`;
}

/** What the figures mean, and what they do not. */
function renderNotes(report: FairnessReport, words: FairnessWords): TemplateResult {
  const { missing, outcomes, rows, notes } = report;
  const [ofApproved, ofDeclined] = [outcomes?.ofApproved ?? 1, outcomes?.ofDeclined ?? 1];
  const hasGaps = ofApproved * ofDeclined < 1 && !notes.includes('OUTCOMES_OF_APPROVED_ONLY');
  const sentences = [
    words.intervals(confidenceOf(report)),
    words.rule,
    words.limits,
    missing.group > 0 ? words.missing(countText(missing.group), countText(rows)) : '',
    hasGaps ? words.outcomes(percent(ofApproved, 0), percent(ofDeclined, 0)) : '',
    ...notes.map((note) => words.note[note] ?? ''),
  ];
  return html`<ul part="notes">
    ${sentences.filter(Boolean).map((sentence) => html`<li>${sentence}</li>`)}
  </ul>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'risk-fairness': RiskFairnessElement;
  }
}
