import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { createLedger, type Ledger } from '../sdk/index.js';
import { bookOf, type Book, type ScoredNote } from './ledger-book.js';

/** The page's ledger, kept from when the first element asked for it. */
interface PageLedger {
  readonly ledger: Ledger;
  /** When counting began. */
  readonly since: number;
  scored: ScoredNote | undefined;
  readonly listeners: Set<() => void>;
}

let page: PageLedger | undefined;

/** One ledger for a page, however many elements show it: senders are wrapped once. */
function pageLedger(): PageLedger {
  if (page) return page;
  const ledger = createLedger({ performance });
  ledger.watch(globalThis);
  const listeners = new Set<() => void>();
  const kept: PageLedger = { ledger, since: performance.now(), scored: undefined, listeners };
  page = kept;
  const tell = (): void => listeners.forEach((listener) => listener());
  ledger.subscribe(tell);
  document.addEventListener('risk-score', () => {
    const { time, count } = kept.scored ?? { time: performance.now(), count: 0 };
    kept.scored = { time, count: count + 1 };
    tell();
  });
  return kept;
}

/** Follows the page's ledger, or one that the host was given. */
export class LedgerController implements ReactiveController {
  #page: PageLedger | undefined;
  #own: { readonly ledger: Ledger; readonly since: number; readonly stop: () => void } | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  get book(): Book | undefined {
    if (this.#own) return bookOf(this.#own.ledger, this.#own.since, undefined);
    return this.#page && bookOf(this.#page.ledger, this.#page.since, this.#page.scored);
  }

  /** @param since - when `ledger` began to watch, by `performance.now()`. */
  use(ledger: Ledger | undefined, since: number): void {
    this.#own?.stop();
    this.#own = ledger && { ledger, since, stop: ledger.subscribe(this.#follow) };
  }

  hostConnected(): void {
    this.#page = pageLedger();
    this.#page.listeners.add(this.#follow);
  }

  hostDisconnected(): void {
    this.#page?.listeners.delete(this.#follow);
  }

  readonly #follow = (): void => this.host.requestUpdate();
}
