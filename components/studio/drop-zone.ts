import { html, nothing, type TemplateResult } from 'lit';

/** A place for one file: dropped on it, or chosen by its button. */
interface DropZone {
  readonly text: string;
  readonly button: string;
  /** As of a file input. */
  readonly accept: string;
  /** One line: what it asks for is there already, or not the first thing of its step. */
  readonly isSmall: boolean;
  readonly isPrimary?: boolean;
  readonly opened: (file: File) => void;
  /** What stands beside the button. */
  readonly beside?: TemplateResult;
}

/** Draws the place. */
export function renderDrop(zone: DropZone): TemplateResult {
  const open = (file: File | undefined): void => {
    if (file) zone.opened(file);
  };
  const over = (event: DragEvent, isOver: boolean): void => {
    event.preventDefault();
    (event.currentTarget as Element).classList.toggle('is-over', isOver);
  };
  return html`<div
    class="drop ${zone.isSmall ? 'is-small' : ''}"
    part="drop"
    @dragover=${(event: DragEvent) => over(event, true)}
    @dragleave=${(event: DragEvent) => over(event, false)}
    @drop=${(event: DragEvent) => {
      over(event, false);
      open(event.dataTransfer?.files[0]);
    }}
  >
    <span class="drop-text" aria-hidden="true">${zone.text}</span>
    <input
      class="file-input"
      type="file"
      accept=${zone.accept}
      hidden
      @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        open(input.files?.[0]);
        input.value = '';
      }}
    />
    <button
      class="button ${zone.isPrimary ? 'primary' : ''}"
      type="button"
      @click=${({ currentTarget }: Event) =>
        ((currentTarget as Element).previousElementSibling as HTMLInputElement).click()}
    >
      ${zone.button}
    </button>
    ${zone.beside ?? nothing}
  </div>`;
}
