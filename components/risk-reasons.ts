import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { textIn, type Explanation, type ModelInfo } from '../sdk/index.js';
import { AnswerController } from './answer-controller.js';
import { ApplicantElement } from './applicant-element.js';
import { fitLabels } from './axis-labels.js';
import { renderError } from './error-block.js';
import { keepFigures, signed } from './language.js';
import { place } from './place.js';
import { labelOf } from './raw-values.js';
import { riskReasonsStyles } from './risk-reasons.styles.js';
import { sharedStyles } from './shared-styles.js';
import { tokens } from './tokens.js';
import {
  accountOf,
  axisOf,
  checkLine,
  multiples,
  partsOf,
  strongestPairs,
  type Axis,
  type EntryPart,
  type Waterfall,
  type WaterfallRow,
} from './waterfall.js';
import { WidthController } from './width-controller.js';

/** Keeps an empty row as high as a full one. */
const NB = '\u00a0';

/** So many pairs of answers are listed. */
const PAIRS = 3;

/** Code under which a sum that does not close is reported. */
const MISMATCH = 'R-201';

/**
 * How a score adds up: an account with an opening balance, signed entries and a closing balance.
 * A table first, for every reader; the plot draws the same figures on a point axis. An entry that
 * stands for several answers opens to them; with `pairs`, so does what two answers do only together.
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
 * @csspart pairs - What answers do only together.
 * @csspart error - The error block.
 *
 * @cssprop --risk-ground - The page's background behind the element.
 * @cssprop --risk-up - Adds points.
 * @cssprop --risk-down - Takes points.
 * @cssprop --risk-head-rule - Border above the heading.
 * @cssprop --risk-head-padding - Padding of the heading.
 */
export class RiskReasonsElement extends ApplicantElement {
  static override readonly styles = [tokens, sharedStyles, riskReasonsStyles];

  /** Entries shown before the rest is opened. */
  @property({ type: Number }) show = 4;
  /** `adverse`: only what takes points is listed by itself; the rest still closes the sum. */
  @property() direction: 'any' | 'adverse' = 'any';
  /** Offers what two answers do only together; of an applicant, not of a bare `explanation`. */
  @property({ type: Boolean }) pairs = false;
  /** An explanation, when no applicant is named. */
  @property({ attribute: false }) explanation: Explanation | undefined;
  /** The model it is of. */
  @property({ attribute: false }) info: ModelInfo | undefined;

  @state() private open = false;
  @state() private pairsOpen = false;
  /** Codes of the entries that are open. */
  @state() private opened: ReadonlySet<string> = new Set();

  readonly #width = new WidthController(this);
  readonly #pairs = new AnswerController<Explanation>(this);

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { phase, model, applicant } = this.subject;
    if (phase === 'scoring') return this.#pairs.stop();
    if (!this.pairsOpen || phase !== 'ready' || !model || !applicant) return this.#pairs.clear();
    this.#pairs.ask([model, applicant], (signal) =>
      model.explain(applicant, { interactions: true, signal }),
    );
  }

  protected override get modelInfo(): ModelInfo | undefined {
    return this.info ?? super.modelInfo;
  }

  protected override render(): TemplateResult {
    const { words } = this;
    const explanation = this.explanation ?? this.subject.explanation;
    const info = this.modelInfo;
    const loading = !explanation && ['loading', 'scoring'].includes(this.subject.phase);
    const keys = html`<span class="keys" aria-hidden="true">
      <span><i class="key solid"></i>${words.adds}</span>
      <span><i class="key hatched"></i>${words.takes}</span>
    </span>`;
    return this.renderFrame(
      this.direction === 'adverse' ? this.insightWords.onlyTakes : words.reasons,
      keys,
      explanation ? 'ready' : loading ? 'loading' : 'idle',
      explanation && info ? this.#renderExplanation(explanation, info) : this.#renderBlank(loading),
    );
  }

  /** The rows of the account that will stand here, empty: nothing moves when it comes. */
  #renderBlank(live: boolean): TemplateResult {
    const { words } = this;
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
    const { words } = this;
    const show = this.open ? explanation.reasons.length : this.show;
    const account = accountOf(explanation, show, this.direction);
    if (account === undefined) return html`<p class="hint">${words.reasonsNoPoints}</p>`;
    if (account === 'mismatch') {
      const error = { code: MISMATCH, retryable: false };
      return renderError(words, words.reasonsMismatch, '', error);
    }
    return this.#renderAccount(account, explanation, info);
  }

  #renderAccount(account: Waterfall, explanation: Explanation, info: ModelInfo): TemplateResult {
    const { words } = this;
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
      </p>
      ${this.#renderPairs(info)}`;
  }

  /** What two answers do only together, on request: parts of the entries above, not more of them. */
  #renderPairs(info: ModelInfo): TemplateResult | typeof nothing {
    if (!this.pairs || this.explanation || !this.subject.applicant) return nothing;
    const words = this.insightWords;
    const { value, error } = this.#pairs;
    const found = value && this.pairsOpen ? strongestPairs(value, info, PAIRS) : undefined;
    return html`<div class="pairs" part="pairs">
      <button
        type="button"
        class="link"
        aria-expanded=${this.pairsOpen ? 'true' : 'false'}
        @click=${() => (this.pairsOpen = !this.pairsOpen)}
      >
        ${this.pairsOpen ? words.hidePairs : words.showPairs}
      </button>
      ${
        error && this.pairsOpen
          ? html`<p class="hint">${words.unsupported}</p>`
          : found
            ? html`<ul aria-label=${words.pairs}>
                  ${found.map(
                    ({ features: [first, second], points }) =>
                      html`<li>
                        <span
                          >${words.together(
                            labelOf(info, first, this.language),
                            labelOf(info, second, this.language),
                          )}</span
                        >
                        ${this.#renderPoints(points)}
                      </li>`,
                  )}
                </ul>
                <p class="note">${found.length > 0 ? words.pairsNote : words.noPairs}</p>`
            : nothing
      }
    </div>`;
  }

  /** Signed points for the eye, in words for the ear. */
  #renderPoints(points: number, role?: 'cell'): TemplateResult {
    const { words } = this;
    const spoken =
      points === 0 ? words.none : points > 0 ? words.plus(points) : words.minus(-points);
    return html`<span
      role=${role ?? nothing}
      class="points ${points > 0 ? 'up' : points < 0 ? 'down' : ''}"
      ><span aria-hidden="true">${signed(points)}</span><span class="sr">${spoken}</span></span
    >`;
  }

  #renderHead(axis: Axis, line: number | undefined): TemplateResult {
    const { words } = this;
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
    const parts = partsOf(row, explanation);
    const code = explanation.reasons[row.reason]?.code ?? '';
    const open = parts.length > 0 && this.opened.has(code);
    const label = this.#label(row, explanation, info);
    const entry =
      parts.length === 0
        ? label
        : html`<button
            type="button"
            class="group"
            aria-expanded=${open ? 'true' : 'false'}
            @click=${() => this.#toggle(code)}
          >
            ${label} <small>${this.insightWords.features(parts.length)}</small>
          </button>`;
    const kind = row.kind === 'reason' ? '' : 'is-rest';
    return html`${this.#renderEntry(row, kind, entry, axis, cut)}
    ${
      open
        ? parts.map((part) => {
            const name = keepFigures(labelOf(info, part.feature, this.language), this.language);
            return this.#renderEntry(part, 'is-rest is-part', name, axis, cut);
          })
        : nothing
    }`;
  }

  #toggle(code: string): void {
    const opened = new Set(this.opened);
    if (!opened.delete(code)) opened.add(code);
    this.opened = opened;
  }

  #renderEntry(
    { points, from, to }: Pick<EntryPart, 'points' | 'from' | 'to'>,
    kind: string,
    entry: unknown,
    axis: Axis,
    cut: TemplateResult | typeof nothing,
  ): TemplateResult {
    const direction = points > 0 ? 'solid' : points < 0 ? 'hatched' : 'is-zero';
    const left = axis.at(Math.min(from, to));
    const part = kind.includes('is-part');
    return html`<div class="row ${kind}" part="row" role="row">
      <span role="rowheader" class="entry">${entry}</span>
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
      ${this.#renderPoints(points, 'cell')}
      <span role="cell" class="balance">${part ? nothing : to}</span>
    </div>`;
  }

  #label(row: WaterfallRow, explanation: Explanation, info: ModelInfo): string {
    const { words, language: locale } = this;
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
