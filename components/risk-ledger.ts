import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Ledger } from '../sdk/index.js';
import { mark } from './glyphs.js';
import { grouped, LanguageController } from './language.js';
import type { BookRow } from './ledger-book.js';
import { LedgerController } from './ledger-controller.js';
import { riskLedgerStyles } from './risk-ledger.styles.js';
import { sharedStyles } from './shared-styles.js';
import { tokens } from './tokens.js';

/**
 * What came into the page and what left it, in bytes, as the browser counts them. Counting begins
 * when the first ledger comes into the page. What cannot be counted is said to be not measured.
 *
 * @summary A book of what entered and left the page.
 * @tag risk-ledger
 *
 * @slot title - The heading's text.
 * @slot - In the compact form: actions, at the end of the strip.
 * @slot note - In the compact form: a second line under the figure.
 *
 * @csspart head - Heading and unit.
 * @csspart table - The book.
 * @csspart total - The closing row.
 * @csspart figure - In the compact form: the bytes that left the page.
 *
 * @cssprop --risk-head-rule - Border above the heading.
 * @cssprop --risk-head-padding - Padding of the heading.
 */
export class RiskLedgerElement extends LitElement {
  static override readonly styles = [tokens, sharedStyles, riskLedgerStyles];

  /** One line instead of the book: the bytes that left the page, and a place for actions. */
  @property({ type: Boolean, reflect: true }) compact = false;
  /** `zh-CN` or `en`; else the closest `lang`, else the browser's. */
  @property() locale: string | undefined;
  /** Level of the heading, 1 to 6. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 3;
  /** A ledger of the host's own, instead of the page's. */
  @property({ attribute: false }) ledger: Ledger | undefined;
  /** When the host's own ledger began to watch, by `performance.now()`. */
  @property({ attribute: false }) since = 0;

  readonly #language = new LanguageController(this);
  readonly #source = new LedgerController(this);

  /** Bytes of request bodies that left the page; `undefined` when not measured. */
  get bytesOut(): number | undefined {
    return this.#source.book?.totals.bytesOut;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('ledger') || changed.has('since')) this.#source.use(this.ledger, this.since);
  }

  protected override render(): TemplateResult {
    return this.compact ? this.#renderStrip() : this.#renderBook();
  }

  #renderStrip(): TemplateResult {
    const { words, locale } = this.#language;
    const { bytesOut } = this;
    return html`<div class="risk strip" lang=${locale}>
      ${mark}
      <span class="left"
        ><b class="figure ${bytesOut === undefined ? 'is-open' : ''}" part="figure"
          >${bytesOut === undefined ? words.notMeasured : grouped(bytesOut)}</b
        >
        <span>${words.leftPage(bytesOut)}</span><slot name="note"></slot
      ></span>
      <slot></slot>
    </div>`;
  }

  #renderBook(): TemplateResult {
    const { words, locale } = this.#language;
    const book = this.#source.book;
    if (!book) return html`<section class="risk" lang=${locale}></section>`;
    const { bytesIn, bytesOut } = book.totals;
    return html`<section class="risk" lang=${locale}>
      <header class="head" part="head">
        <span class="title" role="heading" aria-level=${this.headingLevel}
          ><slot name="title">${words.ledger}</slot></span
        >
        <span class="meta">${words.bytes}</span>
      </header>
      <div part="table" role="table" aria-label=${words.ledger}>
        <div class="row is-head" role="row">
          <span role="columnheader" class="time">${words.time}</span>
          <span role="columnheader">${words.entry}</span>
          <span role="columnheader" class="bytes">${words.in}</span>
          <span role="columnheader" class="bytes">${words.out}</span>
        </div>
        ${book.rows.map((row) => this.#renderRow(row))}
        <div
          class="row is-total ${bytesOut === undefined ? 'is-open' : ''}"
          part="total"
          role="row"
        >
          <span role="cell" class="time"></span>
          <span role="rowheader">${words.total}</span>
          <span role="cell" class="bytes">${this.#bytes(bytesIn)}</span>
          <span role="cell" class="bytes"><b>${this.#bytes(bytesOut)}</b></span>
        </div>
      </div>
      <p class="note">${bytesOut === undefined ? words.notMeasuredDetail : words.ledgerHow}</p>
    </section>`;
  }

  #renderRow(row: BookRow): TemplateResult {
    const { words, locale } = this.#language;
    const { kind, count, time, origin, bytesIn, bytesOut } = row;
    const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });
    const here = origin === location.origin;
    const place = here ? undefined : new URL(origin || location.origin).host;
    const where =
      kind === 'scored' ? words.stayed : kind === 'sent' ? words.to(place) : words.from(place);
    return html`<div class="row" role="row">
      <span role="cell" class="time">${clock.format(performance.timeOrigin + time)}</span>
      <span role="rowheader">${words.ledgerEntry(kind, count)}<small>${where}</small></span>
      <span role="cell" class="bytes"
        >${kind === 'scored' || bytesIn === 0 ? nothing : this.#bytes(bytesIn)}</span
      >
      <span role="cell" class="bytes">${kind === 'scored' ? nothing : this.#bytes(bytesOut)}</span>
    </div>`;
  }

  /** A figure, or that there is none: never 0 because we believe it is 0. */
  #bytes(bytes: number | undefined): string {
    return bytes === undefined ? this.#language.words.notMeasured : grouped(bytes);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'risk-ledger': RiskLedgerElement;
  }
}
