import { html, type TemplateResult } from 'lit';
import { glyphs } from '../glyphs.js';
import { figureText } from './figures.js';
import type { Finding, Part } from '../../sdk/train.js';
import { sub, type View } from './view.js';

/** What a person should look at before trusting the figures, in words. */
export function renderFindings(view: View, findings: readonly Finding[]): TemplateResult {
  const { words } = view;
  return html`${sub(view, words.findings)}
  ${
    findings.length === 0
      ? html`<p class="hint">${words.noFindings}</p>`
      : html`<ul class="said findings">
          ${[...findings]
            .sort((a, b) => rank(a) - rank(b))
            .map(
              (finding) =>
                html`<li>
                  ${finding.severity === 'warning' ? glyphs.note : glyphs.box}
                  <span
                    ><b>${words.severity[finding.severity]}</b> ${sentenceOf(view, finding)}</span
                  >
                </li>`,
            )}
        </ul>`
  }`;
}

function sentenceOf({ words }: View, { code, path, figure }: Finding): string {
  const part = words.part[path as Part];
  const say = words.finding[code];
  return say ? say(part ?? path, figureText(figure)) : code;
}

/** Warnings before notes. */
function rank({ severity }: Finding): number {
  return severity === 'warning' ? 0 : 1;
}
