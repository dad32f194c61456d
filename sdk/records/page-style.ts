/**
 * The style of the printed record, and its SHA-256 for the page's own policy. Black on white, A4; the
 * double rule closes an account, as in the elements.
 */
export const PAGE_STYLE = `
:root { color-scheme: light; --ink: #11201b; --ink-2: #3d4d47; --ink-3: #5a6a64; --rule: #d2dcd7; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; font-feature-settings: "tnum" 1, "lnum" 1; }
:lang(zh) { line-height: 1.7; }
main { max-width: 794px; margin: 0 auto; padding: 48px 56px; }
header { display: flex; justify-content: space-between; align-items: flex-start; gap: 24px; padding-bottom: 20px; }
h1 { font-size: 22px; line-height: 1.3; margin: 0; }
h2 { font-size: 14px; line-height: inherit; margin: 0; }
p { margin: 0 0 6px; overflow-wrap: anywhere; }
dl { margin: 0; display: grid; grid-template-columns: minmax(0, 15em) minmax(0, 1fr); gap: 2px 16px; }
header dl { grid-template-columns: auto auto; font-size: 12px; }
header dd { text-align: right; }
dt { color: var(--ink-3); }
dd { margin: 0; overflow-wrap: anywhere; }
.long { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 11.5px; }
.banner { border: 2px dashed var(--ink); padding: 10px 14px; margin: 0 0 20px; font-weight: 600; }
.verdict { display: flex; justify-content: space-between; align-items: baseline; gap: 24px; border-top: 1px solid var(--ink); padding: 12px 0 20px; font-size: 20px; font-weight: 600; }
.verdict output { font-size: 32px; line-height: 1.2; border-bottom: 4px double var(--ink); }
.indicative .verdict output { border-bottom: 2px dashed var(--ink); }
section { display: grid; grid-template-columns: 120px minmax(0, 1fr); gap: 16px; border-top: 1px solid var(--rule); padding: 12px 0; }
section > div > * + * { margin-top: 8px; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 400; font-size: 12px; color: var(--ink-3); vertical-align: bottom; }
th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--rule); overflow-wrap: break-word; }
td:first-child { overflow-wrap: anywhere; }
td { vertical-align: top; }
.figure { text-align: right; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
.closed tr:last-child td { border-top: 1px solid var(--ink); border-bottom: 4px double var(--ink); font-weight: 600; }
ol { margin: 0; padding-left: 1.6em; overflow-wrap: anywhere; }
footer { border-top: 1px solid var(--ink); padding-top: 8px; font-size: 12px; color: var(--ink-3); }
@media (max-width: 560px) {
  main { padding: 24px 16px; }
  header, section { display: block; }
  header dl, h2 { margin-bottom: 8px; }
  header dd { text-align: left; }
  dl { grid-template-columns: minmax(0, 9em) minmax(0, 1fr); }
}
@page { size: A4; margin: 16mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 9pt; } }
@media print {
  :root { --ink: #000; --ink-2: #222; --ink-3: #444; --rule: #bbb; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  tr, li, dl > *, .verdict, .banner { break-inside: avoid; }
  h2, thead { break-after: avoid; }
}
`;

/** SHA-256 of {@link PAGE_STYLE}, as a policy names it: `style-src 'sha256-...'`. */
export const PAGE_STYLE_HASH = 'sha256-mGDPmKG+aTjTeSvPKSSTsAHeFlC4roOy9eMjZ3boEFk=';
