import { css } from 'lit';

export const riskFairnessStyles = css`
  .part {
    margin-top: 20px;
  }

  .part:first-of-type {
    margin-top: 0;
  }

  .sub {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 2px 16px;
    padding: 4px 0;
  }

  .sub-title {
    font-weight: 600;
  }

  .keys {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 2px 16px;
  }

  .keys span {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
  }

  .row {
    position: relative;
    display: grid;
    grid-template-columns: minmax(112px, 1fr) minmax(200px, 1.7fr) 104px 92px 148px;
    align-items: center;
    column-gap: 16px;
    min-height: 53px;
    padding: 6px 0 7px;
    border-bottom: 1px solid var(--_rule);
  }

  .row > * {
    min-width: 0;
  }

  .row small,
  .is-head {
    font-size: 12px;
    color: var(--_ink-3);
  }

  .row small {
    display: block;
  }

  .entry {
    overflow-wrap: anywhere;
  }

  .figure {
    text-align: right;
  }

  .figure b {
    font-weight: 600;
  }

  .cap {
    display: none;
  }

  .verdict {
    display: flex;
    align-items: baseline;
    gap: 6px;
    font-size: 12px;
    color: var(--_ink-2);
  }

  .blank p {
    border-bottom: 1px solid var(--_rule);
  }

  .counts .row {
    grid-template-columns: minmax(0, 1fr) 88px 88px;
    min-height: 37px;
  }

  .gaps .row {
    grid: auto / minmax(112px, 1.2fr);
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    align-items: baseline;
  }

  /* ---- head: the axis ---- */
  .is-head {
    align-items: end;
    min-height: 0;
    padding: 0;
    border-bottom-color: var(--_rule-strong);
  }

  .is-head > * {
    padding-bottom: 6px;
  }

  .is-head .plot {
    height: 40px;
    padding: 0;
    font-size: 11px;
  }

  .plain .is-head .plot {
    height: 24px;
  }

  .plot {
    position: relative;
    align-self: stretch;
  }

  .plot > * {
    position: absolute;
    left: calc(var(--x) * 100%);
  }

  .tick {
    bottom: 0;
    width: 1px;
    height: 4px;
    background: var(--_rule-strong);
  }

  .tick-figure,
  .line-name {
    transform: translateX(-50%);
    white-space: nowrap;
  }

  .tick-figure {
    bottom: 8px;
    line-height: 14px;
  }

  .line-name {
    top: 0;
    line-height: 16px;
    color: var(--_ink);
  }

  .is-left {
    transform: none;
  }

  .is-right {
    transform: translateX(-100%);
  }

  /* ---- marks: hollow is where you start, filled is where you end ---- */
  .line {
    top: -7px;
    bottom: -8px;
    border-left: 1px dashed var(--_ink);
    margin-left: -0.5px;
    opacity: 0.75;
  }

  .whisker {
    top: calc(50% - 4.5px);
    width: calc(var(--w) * 100%);
    height: 9px;
    border: solid var(--_ink-3);
    border-width: 0 1px;
  }

  .whisker::before {
    content: '';
    position: absolute;
    top: 3.5px;
    left: 0;
    right: 0;
    border-top: 2px solid var(--_ink-3);
  }

  .is-small .whisker::before {
    border-top-style: dashed;
  }

  .mark {
    flex: none;
    display: inline-block;
    width: 9px;
    height: 9px;
    border: 1.5px solid var(--_ink);
    background: var(--_ground);
  }

  .filled,
  .is-below {
    background: var(--_ink);
  }

  .is-unclear {
    background: linear-gradient(90deg, var(--_ink) 50%, var(--_ground) 50%);
  }

  .plot .mark {
    top: calc(50% - 4.5px);
    margin-left: -4.5px;
  }

  .plot .mark.wide {
    top: calc(50% - 6.5px);
    width: 13px;
    height: 13px;
    margin-left: -6.5px;
  }

  .key-line {
    width: 18px;
    border-top: 2px solid var(--_ink-3);
  }

  ul {
    margin: 16px 0 0;
    padding: 0;
    list-style: none;
    color: var(--_ink-2);
    font-size: 12px;
    line-height: var(--_lh-body);
  }

  li {
    margin-top: 4px;
    max-width: 76ch;
    text-wrap: pretty;
  }

  @container (max-width: 800px) {
    .plots .row {
      grid-template-columns: minmax(0, 1fr) auto;
      grid-template-areas: 'entry rate' 'plot plot' 'second third';
      row-gap: 2px;
      padding: 8px 0;
    }

    .plots .entry {
      grid-area: entry;
    }

    .plots .rate {
      grid-area: rate;
    }

    .plots .plot {
      grid-area: plot;
      min-height: 24px;
    }

    .plots .second {
      grid-area: second;
      text-align: left;
    }

    .plots .third {
      grid-area: third;
      justify-content: flex-end;
    }

    .second small,
    .third small,
    .second .cap,
    .third .cap {
      display: inline;
    }

    .plots .is-head {
      padding: 0;
    }

    .plots .is-head > :not(.plot) {
      position: absolute;
      clip-path: inset(50%);
      white-space: nowrap;
    }

    .line {
      top: -3px;
      bottom: -3px;
    }
  }

  @container (max-width: 460px) {
    .gaps .row {
      grid: auto / repeat(3, minmax(0, 1fr));
      column-gap: 8px;
    }

    .gaps .entry {
      grid-column: 1 / -1;
    }

    .gaps .is-head .entry {
      position: absolute;
      clip-path: inset(50%);
    }

    .gaps .figure {
      text-align: left;
    }
  }

  @media print {
    .mark,
    .tick {
      print-color-adjust: exact;
    }
  }

  @media (forced-colors: active) {
    .mark {
      background: Canvas;
      forced-color-adjust: none;
      border-color: CanvasText;
    }

    .filled,
    .is-below,
    .tick {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .is-unclear {
      background: linear-gradient(90deg, CanvasText 50%, Canvas 50%);
    }
  }
`;
