import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

/** Glyphs on a 16 px grid, 1.5 px strokes, square ends. Shape carries the meaning, never colour. */
function glyph(marks: SVGTemplateResult): TemplateResult {
  return html`<svg
    class="glyph"
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    aria-hidden="true"
  >
    ${marks}
  </svg>`;
}

const box = svg`<rect x="1.75" y="1.75" width="12.5" height="12.5" />`;

export const glyphs = {
  /** Filled square with a tick. */
  approved: glyph(
    svg`<rect x="1.75" y="1.75" width="12.5" height="12.5" fill="currentColor" /><path class="cut" d="M4.5 8.3l2.4 2.4 4.6-5" stroke-width="1.75" />`,
  ),
  /** Half-filled square. */
  review: glyph(svg`${box}<path d="M2 2h6v12H2z" fill="currentColor" stroke="none" />`),
  /** Outline with a bar. */
  declined: glyph(svg`${box}<path d="M4.75 8h6.5" stroke-width="1.75" />`),
  /** Dashed outline: not a decision. */
  indicative: glyph(
    svg`<rect x="1.75" y="1.75" width="12.5" height="12.5" stroke-dasharray="2.5 1.9" />`,
  ),
  /** From one score to another. */
  arrow: glyph(svg`<path d="M2 8h11M9 4l4 4-4 4" />`),
  /** A step to take. */
  box: glyph(box),
  print: glyph(svg`<path d="M4 6V1.75h8V6M4 12H1.75V6h12.5v6H12M4 9.5h8v4.75H4z" />`),
  /** A software fault. */
  error: glyph(svg`<path d="M8 1.6l6.9 12.6H1.1z" /><path d="M8 6v4M8 11.4v1.2" />`),
  /** An answer to look at again. */
  note: glyph(svg`${box}<path d="M8 4.5v4M8 10.2v1.3" />`),
} as const;

/** The mark: a page with one small opening, and one square passing through it. */
export const mark: TemplateResult = html`<svg
  class="mark"
  viewBox="0 0 20 20"
  width="18"
  height="18"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  aria-hidden="true"
>
  <path d="M16 7V2H2v16h14v-5" />
  <path d="M5.5 6.5h6M5.5 10h4M5.5 13.5h6" stroke-width="1.5" />
  <rect x="14.5" y="8.5" width="3" height="3" fill="currentColor" stroke="none" />
</svg>`;
