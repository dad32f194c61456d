import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The host's width in px, followed. Charts place their labels by it, so that none overlap. */
export class WidthController implements ReactiveController {
  /** Before the first measurement: a phone's. */
  width = 328;
  #observer: ResizeObserver | undefined;

  constructor(private readonly host: ReactiveControllerHost & Element) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer ??= new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width === 0 || width === this.width) return;
      this.width = width;
      this.host.requestUpdate();
    });
    this.#observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }
}
