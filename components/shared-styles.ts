import { css } from 'lit';

/** What every element has: type, the head, buttons, empty rows, the error block, hidden text. */
export const sharedStyles = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  .risk {
    --_lh-head: 1.2;
    --_lh-body: 1.5;
    --_lh-row: 1.35;
    container-type: inline-size;
    color: var(--_ink);
    font: 400 14px / var(--_lh-row) var(--_font);
    font-variant-numeric: tabular-nums lining-nums;
    -webkit-text-size-adjust: 100%;
    text-autospace: normal;
    line-break: strict;
    text-align: start;
  }

  .risk:lang(zh) {
    --_lh-head: 1.38;
    --_lh-body: 1.75;
    --_lh-row: 1.5;
  }

  p,
  ol {
    margin: 0;
    padding: 0;
  }

  .glyph {
    flex: none;
    display: inline-block;
    vertical-align: -3px;
  }

  .glyph .cut {
    stroke: var(--_ground);
  }

  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 2px 16px;
    border-top: var(--risk-head-rule, 1px solid var(--_ink));
    padding: var(--risk-head-padding, 12px 0 8px);
  }

  .title {
    font-size: 16px;
    font-weight: 600;
    line-height: var(--_lh-head);
  }

  .meta,
  .note {
    color: var(--_ink-3);
    font-size: 12px;
  }

  .note {
    padding-top: 12px;
    line-height: var(--_lh-body);
    text-wrap: pretty;
  }

  .hint {
    padding: 8px 0 12px;
    color: var(--_ink-2);
    text-wrap: pretty;
  }

  .note.is-first,
  .hint.is-noted {
    display: flex;
    gap: 8px;
    padding: 0 0 12px;
  }

  .note.is-first .glyph,
  .hint.is-noted .glyph {
    margin-top: 2px;
  }

  .hint.is-late {
    animation: appear 1ms linear 150ms backwards;
  }

  /* Empty rows where something will stand. */
  .lines i {
    position: relative;
    display: block;
    height: 37px;
    border-bottom: 1px solid var(--_rule);
  }

  .lines.is-live i::after {
    content: '';
    position: absolute;
    left: 0;
    top: 14px;
    width: 62%;
    height: 8px;
    background: var(--_sunken);
    animation: appear 1ms linear 150ms backwards;
  }

  .lines.is-live i:nth-child(2n)::after {
    width: 48%;
  }

  .button {
    font: inherit;
    font-weight: 600;
    min-height: 44px;
    padding: 0 20px;
    border: 1px solid var(--_rule-strong);
    border-radius: var(--_radius);
    background: transparent;
    color: var(--_ink);
    cursor: pointer;
    white-space: nowrap;
    transition: background var(--_fast) var(--_ease);
  }

  .button:hover {
    background: var(--_sunken);
  }

  .link {
    font: inherit;
    position: relative;
    border: 0;
    padding: 4px 0;
    margin: -4px 0;
    background: none;
    color: var(--_ink);
    text-decoration: underline;
    text-underline-offset: 3px;
    text-decoration-thickness: 1px;
    cursor: pointer;
    white-space: nowrap;
  }

  /* The target is 44 px high though the row is not. */
  .link::after {
    content: '';
    position: absolute;
    inset: -9px -6px;
  }

  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  /* What says "loading" waits 150 ms: a fast answer never flashes it. */
  @keyframes appear {
    from {
      visibility: hidden;
    }
  }

  .error {
    display: flex;
    gap: 12px;
    padding: 12px 16px 16px;
    margin: 8px 0 16px;
    background: var(--_error-soft);
    border-left: 3px solid var(--_error);
    line-height: var(--_lh-body);
  }

  .error .glyph {
    color: var(--_error);
    margin-top: 3px;
  }

  .error strong,
  .error span {
    display: block;
  }

  .error span {
    color: var(--_ink-2);
  }

  .error p {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    margin-top: 12px;
  }

  .error code {
    font: 12px/1.5 var(--_font-mono);
    color: var(--_ink-2);
    overflow-wrap: anywhere;
  }

  .key {
    flex: none;
    display: inline-block;
    width: 18px;
    height: 10px;
  }

  .solid {
    background: var(--_up);
  }

  .hatched {
    background: repeating-linear-gradient(135deg, var(--_down) 0 2px, var(--_down-soft) 2px 5px);
    box-shadow: inset 0 0 0 1px var(--_down);
  }

  .up {
    color: var(--_up);
  }

  .down {
    color: var(--_down);
  }

  @media print {
    .risk {
      print-color-adjust: exact;
    }

    /* A tile: repeating gradients come out smeared in some readers of PDF. */
    .hatched {
      background: linear-gradient(
          135deg,
          var(--_down) 25%,
          var(--_down-soft) 25% 50%,
          var(--_down) 50% 75%,
          var(--_down-soft) 75%
        )
        0 0 / 6px 6px;
    }
  }

  /* Windows high contrast: solid against hatched is kept. */
  @media (forced-colors: active) {
    .solid {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .hatched {
      background: repeating-linear-gradient(135deg, CanvasText 0 2px, Canvas 2px 5px);
      box-shadow: none;
      border: 1px solid CanvasText;
      forced-color-adjust: none;
    }

    .up,
    .down {
      color: CanvasText;
    }

    .glyph .cut {
      stroke: Canvas;
    }
  }
`;
