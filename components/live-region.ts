import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Quiet time before a result is read out: typing should not be talked over. */
const SETTLE_MS = 600;

/** What the polite live region says: the last result, once it has settled, and never twice. */
export class LiveRegion implements ReactiveController {
  text = '';
  #next = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  say(text: string): void {
    if (text === this.#next) return;
    this.#next = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.text = text;
      this.host.requestUpdate();
    }, SETTLE_MS);
  }
}
