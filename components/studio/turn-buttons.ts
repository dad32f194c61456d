import { html, type TemplateResult } from 'lit';
import type { Note } from './account.js';
import type { View } from './view.js';

const UNDO = 'M5.5 2.5L2 6l3.5 3.5M2.5 6H10a4 4 0 0 1 0 8H6';
const REDO = 'M10.5 2.5L14 6l-3.5 3.5M13.5 6H6a4 4 0 0 0 0 8h4';

/** Undo and Redo, each with what it would turn. */
export function renderTurns({ words, book }: View): TemplateResult {
  const { undone, redone, mayTurn } = book;
  const say = (note: Note | undefined, none: string): string =>
    note ? words.decided[note.what] + (note.of ? `${words.comma}${note.of}` : '') : none;
  const turn = (name: string, said: string, isOff: boolean, path: string, go: () => void) =>
    html`<button
      class="turn"
      type="button"
      aria-label="${name}${words.colon}${said}"
      title=${said}
      ?disabled=${isOff}
      @click=${go}
    >
      <svg class="glyph" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d=${path} />
      </svg>
      <span>${name}</span>
    </button>`;
  return html`<span class="turns">
    ${turn(words.undo, say(undone, words.nothingToUndo), !undone || !mayTurn, UNDO, () => book.undo())}
    ${turn(words.redo, say(redone, words.nothingToRedo), !redone || !mayTurn, REDO, () => book.redo())}
  </span>`;
}
