import { html, nothing, type TemplateResult } from 'lit';
import { glyphs } from './glyphs.js';
import type { Words } from './strings.js';

/**
 * What happened, what is safe, one button where trying again can help, a short code. For faults
 * of the software only, never for an applicant's result.
 */
export function renderError(
  words: Words,
  what: string,
  detail: string,
  error: { readonly code: string; readonly retryable: boolean },
  retry?: () => void,
): TemplateResult {
  return html`<div class="error" part="error" role="alert">
    ${glyphs.error}
    <div>
      <strong>${what}</strong>
      ${detail ? html`<span>${detail}</span>` : nothing}
      <p>
        ${
          error.retryable && retry
            ? html`<button class="button" part="retry" type="button" @click=${retry}>
                ${words.retry}
              </button>`
            : nothing
        }
        <code>${words.code(error.code)}</code>
      </p>
    </div>
  </div>`;
}
