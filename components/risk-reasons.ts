import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { textIn, type Explanation, type ModelInfo } from '../sdk/index.js';
import { fitLabels } from './axis-labels.js';
import { renderError } from './error-block.js';
import { keepFigures, LanguageController, signed } from './language.js';
import { place } from './place.js';
import { riskReasonsStyles } from './risk-reasons.styles.js';
import type { RiskScoreElement } from './risk-score.js';
import { sharedStyles } from './shared-styles.js';
import { SourceController } from './source-controller.js';
import { tokens } from './tokens.js';
import {
  accountOf,
  axisOf,
  checkLine,
  multiples,
  type Axis,
  type Waterfall,
  type WaterfallRow,
} from './waterfall.js';
import { WidthController } from './width-controller.js';

/** Keeps an empty row as high as a full one. */
const NB = '\u00a0';

/** Code under which a sum that does not close is reported. */
const MISMATCH = 'R-201';

/**
 * How a score adds up: an account with an opening balance, signed entries and a closing balance.
 * A table first, for every reader; the plot draws the same figures on a point axis.
 *
 * @summary The contributions to a score, as an account that balances.
 * @tag risk-reasons
 *
 * @example
 * <risk-score id="score" src="/models/consumer-loan.insitu" for="loan"></risk-score>
 * <risk-reasons for="score"></risk-reasons>
 *
 * @slot title - The heading's text.
 *
 * @csspart head - Heading and key.
 * @csspart table - The account.
 * @csspart row - One entry.
 * @csspart close - The closing row.
 * @csspart check - The check line.
 * @csspart error - The error block.
 *
 * @cssprop --risk-ground - The page's background behind the element.
 * @cssprop --risk-up - Adds points.
 * @cssprop --risk-down - Takes points.
 * @cssprop --risk-head-rule - Border above the heading.
 * @cssprop --risk-head-padding - Padding of the heading.
 */
export class RiskReasonsElement extends LitElement {
  static override readonly styles = [tokens, sharedStyles, riskReasonsStyles];

  /** Id of a `<risk-score>` in the same document or shadow root. */
  @property({ attribute: 'for' }) htmlFor = '';
  /** `zh-CN` or `en`; else the closest `lang`, else the browser's. */
  @property() locale: string | undefined;
  /** Entries shown before the rest is opened. */
  @property({ type: Number }) show = 4;
  /** Level of the heading, 1 to 6. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 3;
  /** An explanation, when no `<risk-score>` is named. */
  @property({ attribute: false }) explanation: Explanation | undefined;
  /** The model it is of. */
  @property({ attribute: false }) info: ModelInfo | undefined;

  @state() private open = false;

  readonly #language = new LanguageController(this);
  readonly #width = new WidthController(this);
  readonly #source = new SourceController<RiskScoreElement>(this);

  protected override render(): TemplateResult {
    const { words, locale } = this.#language;
    const source = this.#source.element;
    const explanation = this.explanation ?? source?.explanation;
    const info = this.info ?? source?.info;
    const loading = !explanation && source?.state === 'loading';
    return html`<section
      class="risk"
      lang=${locale}
      data-state=${explanation ? 'ready' : loading ? 'loading' : 'idle'}
    >
      <header class="head" part="head">
        <span class="title" role="heading" aria-level=${this.headingLevel}
          ><slot name="title">${words.reasons}</slot></span
        >
        <span class="meta keys" aria-hidden="true">
          <span><i class="key solid"></i>${words.adds}</span>
          <span><i class="key hatched"></i>${words.takes}</span>
        </span>
      </header>
      ${explanation && info ? this.#renderExplanation(explanation, info) : this.#renderBlank(loading)}
    </section>`;
  }

  /** The rows of the account that will stand here, empty: nothing moves when it comes. */
  #renderBlank(live: boolean): TemplateResult {
    const { words } = this.#language;
    const row = (kind: string, entry: string): TemplateResult =>
      html`<div class="row ${kind}">
        <span class="entry">${entry}</span><span class="plot"></span><span class="points"></span
        ><span class="balance">${NB}</span>
      </div>`;
    return html`<div class="blank ${live ? 'is-live' : ''}">
        ${row('is-head', NB)} ${row('is-open', live ? words.loading : words.reasonsIdle)}
        ${Array.from({ length: this.show + 1 }, () => row('', NB))} ${row('is-close', NB)}
      </div>
      <p class="check is-blank" aria-hidden="true">
        <span>${words.check}</span><span class="sum">000 + 00 + 00 + 00 + 00 + 00 = 000</span>
        <span class="link">${words.showAll(10)}</span>
      </p>`;
  }

  #renderExplanation(explanation: Explanation, info: ModelInfo): TemplateResult {
    const { words } = this.#language;
    const show = this.open ? explanation.reasons.length : this.show;
    const account = accountOf(explanation, show);
    if (account === undefined) return html`<p class="hint">${words.reasonsNoPoints}</p>`;
    if (account === 'mismatch') {
      const error = { code: MISMATCH, retryable: false };
      return renderError(words, words.reasonsMismatch, '', error);
    }
    return this.#renderAccount(account, explanation, info);
  }

  #renderAccount(account: Waterfall, explanation: Explanation, info: ModelInfo): TemplateResult {
    const { words } = this.#language;
    const line = info.scale?.cutoffs?.approve;
    const axis = axisOf(account, line);
    const cut =
      line === undefined ? nothing : html`<i class="line" ${place({ x: axis.at(line) })}></i>`;
    const opening = axis.at(account.opening);
    const closing = axis.at(account.closing);
    return html`<div class="table" part="table" role="table" aria-label=${words.reasons}>
        ${this.#renderHead(axis, line)}
        <div class="row is-open" role="row">
          <span role="rowheader" class="entry"
            >${words.baseline(explanation.baseline.population)}</span
          >
          <span class="plot" aria-hidden="true"
            >${cut}<i class="dot" ${place({ x: opening })}></i
            ><i class="link-down" ${place({ x: opening })}></i
          ></span>
          <span role="cell" class="points"></span>
          <span role="cell" class="balance">${account.opening}</span>
        </div>
        ${account.rows.map((row) => this.#renderRow(row, axis, cut, explanation, info))}
        <div class="row is-close" part="close" role="row">
          <span role="rowheader" class="entry">${words.closing}</span>
          <span class="plot" aria-hidden="true"
            >${cut}<i class="link-up" ${place({ x: closing })}></i
            ><i class="end" ${place({ x: closing })}></i
          ></span>
          <span role="cell" class="points"></span>
          <span role="cell" class="balance">${account.closing}</span>
        </div>
      </div>
      <p class="check" part="check">
        <span>${words.check}</span><span class="sum">${checkLine(account)}</span>
        ${
          account.entries > this.show
            ? html`<button
                type="button"
                class="link"
                aria-expanded=${this.open ? 'true' : 'false'}
                @click=${() => (this.open = !this.open)}
              >
                ${this.open ? words.showFewer(this.show) : words.showAll(account.entries)}
              </button>`
            : nothing
        }
      </p>`;
  }

  #renderHead(axis: Axis, line: number | undefined): TemplateResult {
    const { words } = this.#language;
    const width = this.#plotWidth();
    // The line names its own figure.
    const figures = multiples(axis.from, axis.to, axis.step, true).filter((each) => each !== line);
    const lineAt = line === undefined ? 0 : axis.at(line);
    const side = lineAt * width < 48 ? 'is-left' : (1 - lineAt) * width < 48 ? 'is-right' : '';
    return html`<div class="row is-head" role="row">
      <span role="columnheader" class="entry">${words.entry}</span>
      <span class="plot" aria-hidden="true">
        ${
          line === undefined
            ? nothing
            : html`<em class="line-name ${side}" ${place({ x: lineAt })}>${words.line} ${line}</em>`
        }
        ${fitLabels(figures, axis.at, width).map(
          (label) =>
            html`<span class="figure ${label.side}" ${place({ x: axis.at(label.value) })}
              >${label.value}</span
            >`,
        )}
        ${multiples(axis.from, axis.to, axis.cut, true).map(
          (value) =>
            html`<i
              class="tick ${value % 50 === 0 ? 'is-long' : ''}"
              ${place({
                x: axis.at(value),
              })}
            ></i>`,
        )}
      </span>
      <span role="columnheader" class="points">${words.points}</span>
      <span role="columnheader" class="balance">${words.balance}</span>
    </div>`;
  }

  #renderRow(
    row: WaterfallRow,
    axis: Axis,
    cut: TemplateResult | typeof nothing,
    explanation: Explanation,
    info: ModelInfo,
  ): TemplateResult {
    const { words } = this.#language;
    const { points, from, to } = row;
    const direction = points > 0 ? 'solid' : points < 0 ? 'hatched' : 'is-zero';
    const left = axis.at(Math.min(from, to));
    const spoken =
      points === 0 ? words.none : points > 0 ? words.plus(points) : words.minus(-points);
    return html`<div class="row ${row.kind === 'reason' ? '' : 'is-rest'}" part="row" role="row">
      <span role="rowheader" class="entry">${this.#label(row, explanation, info)}</span>
      <span class="plot" aria-hidden="true">
        ${cut}<i class="link-up" ${place({ x: axis.at(from) })}></i>
        <i
          class="bar ${direction}"
          ${place({ x: left, w: Math.abs(axis.at(to) - axis.at(from)) })}
        ></i>
        ${multiples(from, to, axis.cut, false).map(
          (value) => html`<i class="notch" ${place({ x: axis.at(value) })}></i>`,
        )}
        <i class="link-down" ${place({ x: axis.at(to) })}></i>
      </span>
      <span role="cell" class="points ${points > 0 ? 'up' : points < 0 ? 'down' : ''}"
        ><span aria-hidden="true">${signed(points)}</span><span class="sr">${spoken}</span></span
      >
      <span role="cell" class="balance">${to}</span>
    </div>`;
  }

  #label(row: WaterfallRow, explanation: Explanation, info: ModelInfo): string {
    const { words, locale } = this.#language;
    if (row.kind === 'rest') return words.rest(row.count);
    if (row.kind === 'rounding') return words.rounding;
    const reason = explanation.reasons[row.reason];
    const group = info.reasons.find((each) => each.code === reason?.code);
    return keepFigures(reason?.text ?? textIn(group?.label, locale, reason?.code ?? ''), locale);
  }

  /** Width of the plot column, by the same sums as the grid in the styles. */
  #plotWidth(): number {
    const { width } = this.#width;
    if (width <= 460) return width - 58;
    const free = width - 124;
    return Math.min((free * 1.45) / 2.45, free - 148) - 6;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'risk-reasons': RiskReasonsElement;
  }
}
