import { noChange, type ElementPart } from 'lit';
import { Directive, directive, PartType, type PartInfo } from 'lit/directive.js';

/**
 * Sets custom properties on an element through the CSSOM: a page's `style-src 'self'` forbids
 * `style` attributes, which Lit's own styleMap writes on first render.
 */
class Place extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new TypeError('place() stands on an element');
  }

  override render(_values: Readonly<Record<string, number>>): unknown {
    return noChange;
  }

  override update(part: ElementPart, [values]: [Readonly<Record<string, number>>]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(values)) {
      style.setProperty(`--${name}`, String(Math.round(value * 1e5) / 1e5));
    }
    return noChange;
  }
}

/** `place({ x: 0.25, w: 0.1 })` sets `--x` and `--w`: fractions of the element's parent. */
export const place = directive(Place);
