import { css } from 'lit';

/** Ruled tables: figures to the right, plots between them. */
export const studioTableStyles = css`
  .table {
    position: relative;
  }

  .row {
    display: grid;
    align-items: center;
    column-gap: 16px;
    min-height: 37px;
    padding: 6px 0 7px;
    border-bottom: 1px solid var(--_rule);
  }

  .row > * {
    min-width: 0;
  }

  .row small,
  .is-head {
    color: var(--_ink-3);
    font-size: 12px;
  }

  .row small {
    font-weight: 400;
  }

  .row b {
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .is-head {
    align-items: end;
    min-height: 0;
    padding: 4px 0 6px;
    border-bottom-color: var(--_rule-strong);
  }

  .figure {
    text-align: right;
  }

  .day {
    white-space: nowrap;
  }

  .cap {
    display: none;
    color: var(--_ink-3);
    font-size: 12px;
  }

  abbr {
    text-decoration: none;
  }

  .plot {
    position: relative;
    align-self: stretch;
  }

  /* ---- parts of the split ---- */
  .parts {
    padding-top: 20px;
  }

  .stack {
    display: flex;
    height: 22px;
    margin-bottom: 8px;
    border: 1px solid var(--_rule-strong);
  }

  .stack i {
    width: calc(var(--w) * 100%);
    border-right: 1px solid var(--_rule-strong);
  }

  .stack i:last-child {
    border-right: 0;
  }

  .swatch {
    display: inline-block;
    width: 12px;
    height: 12px;
    margin-right: 8px;
    border: 1px solid var(--_rule-strong);
    vertical-align: -1px;
  }

  .stack .is-train,
  .swatch.is-train {
    background: var(--_ink-3);
  }

  .stack .is-validation,
  .swatch.is-validation {
    background: repeating-linear-gradient(135deg, var(--_ink-3) 0 1px, transparent 1px 4px);
  }

  .stack .is-out-of-time,
  .swatch.is-out-of-time {
    background: var(--_ink);
  }

  .parts-table .row {
    grid-template-columns: minmax(0, 1fr) 80px 80px;
  }

  .parts-table.is-dated .row {
    grid-template-columns: minmax(0, 1fr) 72px 64px minmax(0, 1.3fr);
  }

  /* ---- trained models ---- */
  .compare .row {
    grid-template-columns: 24px minmax(0, 1fr) 72px repeat(4, 72px);
  }

  .compare .row small {
    display: block;
  }

  .compare .figure small {
    display: inline;
  }

  .compare .is-over {
    grid-template-columns: 24px minmax(0, 1fr) 72px 160px 160px;
    padding: 0;
    border: 0;
  }

  .compare .over {
    padding-bottom: 2px;
    border-bottom: 1px solid var(--_rule);
    text-align: center;
  }

  .compare .row:not(.is-chosen, .is-head) b {
    font-weight: 400;
  }

  .compare .is-chosen .figure {
    font-weight: 600;
  }

  .measures .row {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1.2fr) minmax(0, 1.2fr);
  }

  .measures.is-1 .row {
    grid-template-columns: minmax(0, 1fr) minmax(0, 2.4fr);
  }

  .measures .is-head small {
    display: block;
  }

  .measures .is-main b {
    font-size: 20px;
  }

  .measures .is-main small {
    white-space: nowrap;
  }

  /* ---- beside the teacher ---- */
  .facts + .measures,
  .measures ~ .table {
    margin-top: 20px;
  }

  .ladder .row {
    grid-template-columns: minmax(0, 1fr) 72px 56px 72px;
  }

  .ladder [role='rowheader'] {
    display: flex;
    gap: 8px;
  }

  .ladder .glyph {
    flex: none;
    margin-top: 1px;
  }

  .ladder .row:not(.is-chosen) b {
    font-weight: 400;
  }

  .ladder .is-chosen .figure {
    font-weight: 600;
  }

  .segments-table .row {
    grid-template-columns: minmax(0, 1fr) 72px 120px;
  }

  .importance .row {
    grid-template-columns: minmax(0, 1.3fr) minmax(0, 1fr) 60px 56px;
  }

  .weight {
    position: absolute;
    left: 0;
    top: calc(50% - 6px);
    width: calc(var(--w) * 100%);
    min-width: 1px;
    height: 12px;
    background: var(--_ink-3);
  }

  .card .row {
    grid-template-columns: minmax(0, 1fr) 72px 64px 64px 64px;
    min-height: 29px;
    padding: 3px 0 4px;
  }

  .card .is-group {
    grid-template-columns: minmax(0, 1fr);
    padding-top: 12px;
    border-bottom-color: var(--_rule-strong);
    font-weight: 600;
  }

  .regression .row {
    grid-template-columns: minmax(0, 1fr) 88px 64px 48px;
  }

  @container (max-width: 760px) {
    .compare .is-over {
      display: none;
    }

    .compare .is-head {
      position: absolute;
      clip-path: inset(50%);
    }

    .compare .row {
      grid-template-columns: 24px repeat(2, minmax(0, 1fr));
    }

    .compare .row > [role='rowheader'] {
      grid-column: 2 / 3;
    }

    .compare .row > .figure {
      text-align: left;
    }

    .compare .row > .auc,
    .compare .row > .ks {
      grid-column: auto;
    }

    .compare .row > .auc:nth-of-type(4) {
      grid-column: 2;
    }

    .compare .row > .ks:nth-of-type(6) {
      grid-column: 2;
    }

    .compare .cap {
      display: block;
      font-weight: 400;
    }

    .compare .row {
      row-gap: 8px;
      padding: 10px 0 12px;
    }
  }

  @container (max-width: 460px) {
    .parts-table.is-dated .row {
      grid-template-columns: minmax(0, 1fr) 64px 56px;
    }

    .parts-table.is-dated .row > :nth-child(4) {
      grid-column: 1 / -1;
      text-align: left;
      color: var(--_ink-3);
      font-size: 12px;
    }

    .measures .row {
      grid-template-columns: minmax(0, 0.8fr) minmax(0, 1fr) minmax(0, 1fr);
      column-gap: 8px;
    }

    .measures .is-main small,
    .measures .figure small {
      display: block;
    }

    .ladder .row {
      grid-template-columns: minmax(0, 1fr) 60px 44px 60px;
      column-gap: 8px;
    }

    .segments-table .row {
      grid-template-columns: minmax(0, 1fr) 44px 84px;
      column-gap: 8px;
    }

    .importance .row {
      grid-template-columns: minmax(0, 1fr) 56px;
    }

    .importance .plot {
      grid-row: 2;
      grid-column: 1;
      min-height: 14px;
    }

    .importance .row > :nth-child(4) {
      grid-row: 2;
      grid-column: 2;
      color: var(--_ink-3);
      font-size: 12px;
    }

    .importance .is-head > :nth-child(4),
    .importance .is-head .plot {
      position: absolute;
      clip-path: inset(50%);
    }

    .importance .cap {
      display: inline;
    }

    /* Rows of a line are in the report that is downloaded. */
    .card .row {
      grid-template-columns: minmax(0, 1fr) 52px 48px 52px;
      column-gap: 8px;
    }

    .card .row:not(.is-group) > :nth-child(2) {
      display: none;
    }

    .card .is-group {
      grid-template-columns: minmax(0, 1fr);
    }

    .regression .row {
      grid-template-columns: minmax(0, 1fr) 60px 52px 36px;
      column-gap: 8px;
    }
  }

  @media (forced-colors: active) {
    .swatch,
    .stack i {
      forced-color-adjust: none;
      border-color: CanvasText;
      background: Canvas;
    }

    .weight,
    .stack .is-out-of-time,
    .swatch.is-out-of-time {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .stack .is-train,
    .swatch.is-train {
      background: GrayText;
    }
  }
`;
