/**
 * The style of the report's page: ledger paper and ink, light and dark, from a phone to A4. Its SHA-256
 * is in the page's own policy. The double rule closes an account, as in the elements.
 */
const LIGHT =
  '--paper:#f5f8f6;--surface:#fff;--sunken:#ebf0ed;--ink:#11201b;--ink-2:#3d4d47;--ink-3:#5a6a64;--rule:#d2dcd7;--rule-strong:#76867f;--up:#1b4f9e;--down:#924a00;--down-soft:#f8e7d2';
const DARK =
  '--paper:#0c1311;--surface:#121a17;--sunken:#1b2522;--ink:#e8efec;--ink-2:#b7c4be;--ink-3:#93a49d;--rule:#2a3632;--rule-strong:#6f8079;--up:#8ab8f4;--down:#edaa62;--down-soft:#3a2913';

export const PAGE_STYLE = `
:root { color-scheme: light dark; ${LIGHT}; }
@media (prefers-color-scheme: dark) { :root { ${DARK}; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Hiragino Sans GB", "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; font-feature-settings: "tnum" 1, "lnum" 1; text-autospace: normal; }
:lang(zh) { line-height: 1.7; }
main { max-width: 1080px; margin: 0 auto; padding: 48px 40px 64px; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: flex-end; gap: 24px 48px; padding-bottom: 32px; }
h1 { font-size: 28px; line-height: 1.2; letter-spacing: -0.018em; margin: 0; overflow-wrap: anywhere; }
h1 small { display: block; font-size: 14px; font-weight: 400; line-height: 1.5; letter-spacing: 0; color: var(--ink-3); }
h2 { font-size: 16px; line-height: 1.4; margin: 0; }
h3 { font-size: 14px; line-height: 1.5; margin: 0 0 4px; }
:lang(zh) h1 { line-height: 1.38; letter-spacing: 0; }
p { margin: 0; max-width: 68ch; overflow-wrap: anywhere; }
:lang(zh) p { max-width: 42em; }
section { border-top: 1px solid var(--ink); padding: 12px 0 48px; }
section > p { color: var(--ink-2); margin: 4px 0 20px; }
dl { margin: 0; display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 16px; font-size: 12px; }
dt { color: var(--ink-3); }
dd { margin: 0; overflow-wrap: anywhere; }
.long { font-family: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 11px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 32px 48px; }
.pair > * { min-width: 0; }
.pair > :only-child { max-width: 640px; }
figure { margin: 0; min-width: 0; }
figcaption { font-weight: 600; }
figcaption small { font-size: 12px; font-weight: 400; color: var(--ink-3); margin-left: 8px; }
.closing { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 12px; }
.closing output { font-size: 44px; line-height: 1.2; font-weight: 600; letter-spacing: -0.02em; border-bottom: 4px double var(--ink); }
.open output { border-bottom: 2px dashed var(--ink); }
.closing span { font-size: 12px; color: var(--ink-3); }
.measures { grid-template-columns: minmax(5em, auto) minmax(0, 1fr); gap: 0; font-size: 14px; margin-top: 12px; }
.measures > * { border-bottom: 1px solid var(--rule); padding: 6px 0; }
.pair + table, dl + table { margin-top: 28px; }
.measures dd { text-align: right; }
.measures small, td small { color: var(--ink-3); font-size: 12px; white-space: nowrap; }
.findings { list-style: none; margin: 12px 0 0; padding: 0; }
.findings li { display: grid; grid-template-columns: 7em minmax(0, 1fr); gap: 4px 16px; padding: 10px 0; border-bottom: 1px solid var(--rule); }
.findings b { font-weight: 600; }
.findings .note b { font-weight: 400; color: var(--ink-3); }
.findings b::before { content: ""; display: inline-block; width: 9px; height: 9px; margin-right: 8px; background: var(--ink); border: 1.5px solid var(--ink); }
.findings .note b::before { background: none; border-color: var(--ink-3); }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; font-weight: 600; padding: 16px 0 4px; }
th { text-align: left; font-weight: 400; }
thead th { font-size: 12px; color: var(--ink-3); vertical-align: bottom; }
th, td { padding: 6px 16px 6px 0; border-bottom: 1px solid var(--rule); overflow-wrap: break-word; }
th:last-child, td:last-child { padding-right: 0; }
tbody th { overflow-wrap: anywhere; }
.figure { text-align: right; white-space: nowrap; }
.strip-cell { width: 28%; }
.psi-cell { width: 14%; }
.closed tr:last-child > * { border-top: 1px solid var(--ink); border-bottom: 4px double var(--ink); font-weight: 600; }
.check { font-size: 12px; color: var(--ink-3); margin-top: 8px; }
.group small { font-size: 12px; font-weight: 400; color: var(--ink-3); }
.group > th { padding-top: 16px; font-weight: 600; border-bottom-color: var(--rule-strong); }
details { border-bottom: 1px solid var(--rule); }
summary { cursor: pointer; padding: 8px 0; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary:focus-visible { outline: 2px solid var(--up); outline-offset: 2px; }
.feature-row { display: grid; grid-template-columns: 20px minmax(0, 1.6fr) minmax(0, 2fr) 5em 4.5em 5.5em; gap: 0 16px; align-items: center; }
.feature-row > :nth-child(n + 4) { text-align: right; }
.feature-head { font-size: 12px; color: var(--ink-3); padding: 8px 0; border-bottom: 1px solid var(--rule-strong); }
.feature-name { overflow-wrap: anywhere; }
summary .twist::before { content: "+"; color: var(--ink-3); }
details[open] > summary .twist::before { content: "\\2212"; }
details > div { padding: 0 0 20px 36px; }
.more > summary { color: var(--ink-2); }
.unused { color: var(--ink-3); }
.chart { display: block; overflow: visible; margin-top: 8px; }
.strip { display: block; overflow: visible; }
.chart text { font-size: 11px; fill: var(--ink); }
.chart .axis { fill: var(--ink-3); }
.chart .halo { stroke: var(--paper); stroke-width: 3px; paint-order: stroke; }
.bar { fill: var(--ink-3); }
.floor { stroke: var(--ink); }
.grid { stroke: var(--rule); }
.base { stroke: var(--ink); stroke-dasharray: 4 3; }
.whisker { stroke: var(--ink-2); stroke-width: 2; }
.mark { fill: var(--ink); stroke: var(--ink); stroke-width: 1.5; }
.hollow { fill: var(--paper); }
polyline { fill: none; vector-effect: non-scaling-stroke; }
.curve-train { stroke: var(--ink-3); stroke-width: 1.5; }
.curve-validation { stroke: var(--ink); stroke-width: 2; }
.adds { fill: var(--up); }
.takes { fill: url(#hatch); stroke: var(--down); }
.hatch-ground { fill: var(--down-soft); }
.hatch-line { stroke: var(--down); stroke-width: 2.4; }
main .axis-name { font-size: 11px; color: var(--ink-3); text-align: right; max-width: none; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
footer { border-top: 1px solid var(--ink); padding-top: 8px; font-size: 12px; color: var(--ink-3); }
@media (max-width: 640px) {
  main { padding: 24px 16px 40px; }
  h1 { font-size: 24px; }
  section { padding-bottom: 32px; }
  .optional { display: none; }
  td.figure small { display: block; }
  th, td { padding-right: 8px; }
  .findings li { grid-template-columns: minmax(0, 1fr); }
  .feature-row { grid-template-columns: 16px minmax(0, 1fr) 4em 4.5em; gap: 0 8px; }
  .feature-row > .optional { display: none; }
  details > div { padding-left: 0; }
  .evidence { width: 22%; }
}
@page { size: A4; margin: 16mm 18mm; }
@media print {
  :root { ${LIGHT}; --paper: #fff; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  section { padding-bottom: 24px; }
  tr, li, figure, .closing, summary { break-inside: avoid; }
  h2, thead, caption { break-after: avoid; }
}
@media (forced-colors: active) { .adds, .bar, .mark { fill: CanvasText; } .hollow { fill: Canvas; } }
`;

/** SHA-256 of {@link PAGE_STYLE}, as a policy names it: `style-src 'sha256-...'`. */
export const PAGE_STYLE_HASH = 'sha256-Vy7RjSRrg188sVFoDfEKoJ9/s480oO9t45jafVns0Ng=';
