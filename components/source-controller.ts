import type { ReactiveController, ReactiveControllerHost } from 'lit';

type FollowingHost = ReactiveControllerHost & HTMLElement & { readonly htmlFor: string };

/**
 * Follows the element that `for` names. It listens for that element's events at the root, so
 * either of the two may come into the page first.
 */
export class SourceController<T extends HTMLElement> implements ReactiveController {
  #root: Document | ShadowRoot | undefined;

  constructor(private readonly host: FollowingHost) {
    host.addController(this);
  }

  get element(): T | undefined {
    const { htmlFor } = this.host;
    return (htmlFor && (this.#root?.getElementById(htmlFor) as T | null)) || undefined;
  }

  hostConnected(): void {
    const root = this.host.getRootNode();
    this.#root = root instanceof ShadowRoot ? root : document;
    this.#root.addEventListener('risk-progress', this.#follow);
    this.#root.addEventListener('risk-score', this.#follow);
  }

  hostDisconnected(): void {
    this.#root?.removeEventListener('risk-progress', this.#follow);
    this.#root?.removeEventListener('risk-score', this.#follow);
  }

  readonly #follow = (event: Event): void => {
    if ((event.target as Element).id === this.host.htmlFor) this.host.requestUpdate();
  };
}
