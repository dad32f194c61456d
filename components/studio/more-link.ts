import { html, nothing, type TemplateResult } from 'lit';
import { countText } from './figures.js';
import type { View } from './view.js';

/** A list that is shown in part at first. */
interface LongList {
  /** Names it among the parts that are shown in full. */
  readonly name: string;
  readonly count: number;
  readonly first: number;
  /** Entries at most, however many there are. @defaultValue all */
  readonly most?: number;
  /** What shows fewer of it again. */
  readonly fewer: string;
}

/** Shows more of a list, or fewer; nothing where all of it stands there. */
export function moreLink(
  { words, opened, update }: View,
  { name, count, first, most = count, fewer }: LongList,
): TemplateResult | typeof nothing {
  if (count <= first) return nothing;
  const isOpen = opened.has(name);
  const more = most < count ? words.showFewer(countText(most)) : words.showAll(countText(count));
  const toggle = (): void => {
    if (!opened.delete(name)) opened.add(name);
    update();
  };
  return html`<p class="links">
    <button class="link" type="button" aria-expanded=${isOpen} @click=${toggle}>
      ${isOpen ? fewer : more}
    </button>
  </p>`;
}
