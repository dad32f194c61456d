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

  /* ---- columns of the file ---- */
  .columns > .row {
    grid-template-columns: 24px minmax(140px, 1fr) 64px 132px 168px 60px;
    min-height: 53px;
    padding: 4px 0 5px;
  }

  .columns > .is-head {
    min-height: 0;
  }

  .columns > .is-head .use {
    overflow: visible;
    white-space: nowrap;
  }

  .columns .name small {
    display: block;
    overflow-wrap: anywhere;
  }

  .columns .why {
    display: block;
    color: var(--_ink-2);
  }

  .columns .is-out .name b {
    font-weight: 400;
    color: var(--_ink-2);
  }

  .columns .iv {
    display: flex;
    align-items: center;
    gap: 8px;
  }

  .columns .iv .bar {
    flex: 1;
    min-width: 0;
    height: 10px;
  }

  .columns .iv .bar i {
    display: block;
    width: calc(var(--w) * 100%);
    min-width: 1px;
    height: 100%;
    background: var(--_ink-3);
  }

  .columns .iv-figure {
    width: 44px;
    text-align: right;
  }

  /* As quiet as the row that it stands in. */
  .columns select:not(:hover) {
    border-color: transparent;
    background: none;
  }

  .columns .direction select {
    padding-left: 8px;
    margin: -4px 0;
  }

  .columns > .is-head .direction {
    padding-left: 9px;
  }

  .columns .more {
    text-align: right;
  }

  .disclose {
    display: inline-flex;
    align-items: center;
    justify-content: flex-end;
    gap: 8px;
    min-width: 52px;
    min-height: 44px;
    margin: -8px 0;
    padding: 0 6px 0 8px;
    border: 0;
    background: none;
    color: var(--_ink);
    font: inherit;
    cursor: pointer;
  }

  .disclose:hover {
    background: var(--_sunken);
  }

  .disclose i {
    width: 7px;
    height: 7px;
    border: solid currentColor;
    border-width: 0 1.5px 1.5px 0;
    transform: translateY(-2px) rotate(45deg);
    transition: transform var(--_fast) var(--_ease);
  }

  .disclose[aria-expanded='true'] i {
    transform: translateY(2px) rotate(-135deg);
  }

  .bins {
    padding: 4px 0 12px 40px;
    border-bottom: 1px solid var(--_rule);
  }

  .bins .row {
    grid-template-columns: minmax(96px, 1.2fr) 64px 56px minmax(80px, 1.4fr) 56px;
    min-height: 29px;
    padding: 3px 0 4px;
  }

  .bins .plot::before {
    content: '';
    position: absolute;
    left: 50%;
    top: -3px;
    bottom: -4px;
    border-left: 1px solid var(--_rule-strong);
  }

  .bins .is-head .plot::before {
    content: none;
  }

  .woe {
    position: absolute;
    left: calc(var(--x) * 100%);
    width: calc(var(--w) * 100%);
    top: calc(50% - 6px);
    height: 12px;
  }

  .pages {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
    padding-top: 12px;
    color: var(--_ink-2);
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

  .regression .row {
    grid-template-columns: minmax(0, 1fr) 88px 64px 48px;
    align-items: start;
  }

  .bin-points {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
  }

  .bin-points b {
    margin-left: 6px;
    color: var(--_ink);
    font-weight: 400;
  }

  /* ---- months ---- */
  .months .row {
    grid-template-columns: minmax(104px, 1fr) 56px 92px minmax(72px, 1fr) 64px minmax(72px, 1fr);
  }

  .months small {
    display: block;
  }

  .months .plot .end {
    position: absolute;
    bottom: 0;
    left: 0;
    font-size: 11px;
  }

  .months .plot .is-last {
    left: auto;
    right: 0;
  }

  .months .plot .is-mid {
    left: calc(var(--x) * 100%);
    transform: translateX(-50%);
  }

  .months .plot > i {
    position: absolute;
    left: calc(var(--x) * 100%);
  }

  .months .limit {
    top: -6px;
    bottom: -7px;
    border-left: 1px dashed var(--_rule-strong);
  }

  .months .plot > .stem {
    left: 0;
    top: calc(50% - 1px);
    width: calc(var(--w) * 100%);
    border-top: 2px solid var(--_ink-3);
  }

  .months .whisker {
    top: calc(50% - 4.5px);
    width: calc(var(--w) * 100%);
    height: 9px;
    border: solid var(--_ink-3);
    border-width: 0 1px;
  }

  .months .whisker::before {
    content: '';
    position: absolute;
    top: 3.5px;
    left: 0;
    right: 0;
    border-top: 2px solid var(--_ink-3);
  }

  .months .mark {
    top: calc(50% - 4.5px);
    width: 9px;
    height: 9px;
    margin-left: -4.5px;
    border: 1.5px solid var(--_ink);
    background: var(--_ground);
  }

  .months .filled,
  .months .is-act {
    background: var(--_ink);
  }

  .months .is-watch {
    background: linear-gradient(90deg, var(--_ink) 50%, var(--_ground) 50%);
  }

  @container (max-width: 760px) {
    .columns > .row {
      grid-template-columns: 24px minmax(0, 1fr) minmax(76px, auto) 56px;
      grid-template-areas: 'use name name more' '. iv direction direction';
      row-gap: 2px;
      padding: 8px 0;
    }

    .columns .use {
      grid-area: use;
      align-self: start;
    }

    .columns .name {
      grid-area: name;
    }

    .columns .more {
      grid-area: more;
      align-self: start;
    }

    .columns .iv {
      grid-area: iv;
    }

    .columns .iv:not(:has(.bar)),
    .columns .direction:not(:has(*)) {
      display: none;
    }

    .columns .direction {
      grid-area: direction;
    }

    .columns .missing {
      display: none;
    }

    .columns .cap {
      display: inline;
    }

    .columns > .is-head > :not(.use) {
      position: absolute;
      clip-path: inset(50%);
      white-space: nowrap;
    }

    .columns > .is-head .use {
      align-self: end;
    }

    .bins {
      padding-left: 0;
    }

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

    .months .row {
      grid-template-columns: minmax(0, 1fr) 116px;
      grid-template-areas: 'month bad' 'auc psi' 'auc-plot psi-plot';
      row-gap: 4px;
    }

    .months [role='rowheader'] {
      grid-area: month;
    }

    .months .bad {
      grid-area: bad;
    }

    .months .auc {
      grid-area: auc;
      text-align: left;
    }

    .months .psi {
      grid-area: psi;
    }

    .months small {
      display: inline;
    }

    .months .auc-plot {
      grid-area: auc-plot;
      min-height: 18px;
    }

    .months .psi-plot {
      grid-area: psi-plot;
    }

    .months .cap {
      display: inline;
    }

    .months .is-head > :not(.plot) {
      position: absolute;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  }

  @container (max-width: 460px) {
    .pages span {
      order: -1;
      flex: 1 0 100%;
    }

    .bins .row {
      grid-template-columns: minmax(72px, 1.2fr) 52px 48px minmax(40px, 1fr) 48px;
      column-gap: 8px;
    }

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

    .regression .row {
      grid-template-columns: minmax(0, 1fr) 60px 52px 36px;
      column-gap: 8px;
    }
  }

  @media (forced-colors: active) {
    .months .mark,
    .swatch,
    .stack i {
      forced-color-adjust: none;
      border-color: CanvasText;
      background: Canvas;
    }

    .months .filled,
    .months .is-act,
    .weight,
    .columns .iv .bar i,
    .stack .is-out-of-time,
    .swatch.is-out-of-time {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .stack .is-train,
    .swatch.is-train {
      background: GrayText;
    }

    .months .is-watch {
      background: linear-gradient(90deg, CanvasText 50%, Canvas 50%);
    }
  }
`;
