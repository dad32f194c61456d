import { css } from 'lit';

export const riskReasonsStyles = css`
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
    display: grid;
    grid-template-columns: minmax(148px, 1fr) minmax(0, 1.45fr) 60px 64px;
    align-items: center;
    min-height: 37px;
    border-bottom: 1px solid var(--_rule);
  }

  .entry {
    padding: 6px 16px 7px 0;
  }

  .points,
  .balance {
    text-align: right;
  }

  .points {
    font-weight: 600;
  }

  .balance {
    color: var(--_ink-3);
  }

  .plot {
    position: relative;
    display: block;
    align-self: stretch;
    min-height: 36px;
    margin-right: 6px;
  }

  .plot > * {
    position: absolute;
    left: calc(var(--x) * 100%);
  }

  /* ---- head: the point axis ---- */
  .is-head {
    align-items: end;
    min-height: 41px;
    font-size: 12px;
    color: var(--_ink-3);
    border-bottom-color: var(--_rule-strong);
  }

  .is-head .entry,
  .is-head .points,
  .is-head .balance {
    padding-bottom: 6px;
    font-weight: 400;
    color: var(--_ink-3);
  }

  .is-head .plot {
    min-height: 40px;
    font-size: 11px;
  }

  .figure {
    bottom: 9px;
    transform: translateX(-50%);
    line-height: 14px;
  }

  .figure.is-left {
    transform: none;
  }

  .figure.is-right {
    transform: translateX(-100%);
  }

  .tick {
    bottom: 0;
    width: 1px;
    height: 4px;
    background: var(--_rule-strong);
  }

  .tick.is-long {
    height: 7px;
  }

  .line-name {
    top: 0;
    transform: translateX(-50%);
    font-style: normal;
    line-height: 16px;
    white-space: nowrap;
    color: var(--_ink);
  }

  .line-name.is-left {
    transform: translateX(-4px);
  }

  .line-name.is-right {
    transform: translateX(calc(4px - 100%));
  }

  /* ---- marks ---- */
  .line {
    top: 0;
    bottom: -1px;
    border-left: 1px dashed var(--_ink);
    margin-left: -0.5px;
    opacity: 0.75;
  }

  .bar {
    --h: 16px;
    z-index: 1;
    top: calc(50% - var(--h) / 2);
    width: calc(var(--w) * 100%);
    min-width: 2px;
    height: var(--h);
    transition:
      left var(--_base) var(--_ease),
      width var(--_base) var(--_ease);
  }

  .bar.is-zero {
    width: 1px;
    min-width: 1px;
    background: var(--_ink-3);
  }

  /* Bars are cut at the axis' ticks, so that points can be counted. */
  .notch {
    z-index: 2;
    top: calc(50% - 8px);
    height: 16px;
    border-left: 1px solid var(--_ground);
  }

  .is-rest .bar {
    --h: 10px;
  }

  .is-rest .notch {
    top: calc(50% - 5px);
    height: 10px;
  }

  .is-rest .entry {
    color: var(--_ink-2);
  }

  /* ---- an entry that opens to its answers ---- */
  .group {
    position: relative;
    padding: 0 0 0 14px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: left;
    cursor: pointer;
  }

  .group::before {
    content: '';
    position: absolute;
    left: 0;
    top: 0.42em;
    width: 5px;
    height: 5px;
    border: solid var(--_ink);
    border-width: 0 1.5px 1.5px 0;
    transform: rotate(-45deg);
    transition: transform var(--_fast) var(--_ease);
  }

  .group[aria-expanded='true']::before {
    top: 0.3em;
    transform: rotate(45deg);
  }

  .group::after {
    content: '';
    position: absolute;
    inset: -12px -6px;
  }

  .group small {
    color: var(--_ink-3);
    font-size: 12px;
    white-space: nowrap;
  }

  .is-part {
    background: linear-gradient(var(--_rule-strong) 0 0) 4px 0 / 1px 100% no-repeat;
  }

  .is-part .entry {
    padding-left: 14px;
  }

  .is-part .points {
    font-weight: 400;
  }

  /* ---- what answers do only together ---- */
  .pairs {
    padding-top: 12px;
    font-size: 12px;
  }

  .pairs ul {
    margin: 8px 0 0;
    padding: 0;
    border-top: 1px solid var(--_rule);
    list-style: none;
  }

  .pairs li {
    display: flex;
    gap: 16px;
    justify-content: space-between;
    padding: 7px 0;
    border-bottom: 1px solid var(--_rule);
  }

  .pairs .note {
    padding-top: 8px;
  }

  .dot {
    z-index: 1;
    top: calc(50% - 4.5px);
    width: 9px;
    height: 9px;
    margin-left: -4.5px;
    border: 1.5px solid var(--_ink);
    background: var(--_ground);
  }

  .end {
    z-index: 1;
    top: calc(50% - 5.5px);
    width: 11px;
    height: 11px;
    margin-left: -5.5px;
    background: var(--_ink);
  }

  /* A hairline joins the end of one bar to the start of the next. */
  .link-up,
  .link-down {
    --half: 8px;
    width: 0;
    margin-left: -0.5px;
    border-left: 1px solid var(--_ink-3);
    transition: left var(--_base) var(--_ease);
  }

  .link-up {
    top: -1px;
    height: calc(50% + 1px - var(--half));
  }

  .link-down {
    top: calc(50% + var(--half));
    bottom: -1px;
  }

  .is-rest .link-up,
  .is-rest .link-down {
    --half: 5px;
  }

  .is-open .link-down,
  .is-close .link-up {
    --half: 4px;
  }

  .is-open .balance {
    color: var(--_ink);
  }

  .is-close {
    min-height: 48px;
    margin-top: -1px;
    border-top: 1px solid var(--_ink);
    border-bottom: 4px double var(--_ink);
    font-weight: 600;
  }

  .is-close .balance {
    font-size: 20px;
    color: var(--_ink);
    white-space: nowrap;
  }

  .is-close .entry {
    font-size: 16px;
  }

  .check {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    padding-top: 12px;
    font-size: 12px;
    color: var(--_ink-3);
  }

  .sum {
    color: var(--_ink-2);
  }

  .check .link {
    margin-left: auto;
  }

  .check.is-blank {
    visibility: hidden;
  }

  .blank .entry {
    position: relative;
    color: var(--_ink-2);
    white-space: nowrap;
  }

  .blank .is-close {
    border-color: var(--_rule-strong);
    border-bottom: 1px solid var(--_rule-strong);
    padding-bottom: 3px;
  }

  .is-live .row:not(.is-head, .is-open) .entry::after {
    content: '';
    position: absolute;
    left: 0;
    top: calc(50% - 4px);
    width: 62%;
    height: 8px;
    background: var(--_sunken);
    animation: appear 1ms linear 150ms backwards;
  }

  .is-live .row:nth-child(3n) .entry::after {
    width: 48%;
  }

  .is-live .row:nth-child(3n + 1) .entry::after {
    width: 74%;
  }

  @container (max-width: 460px) {
    .check .link {
      margin-left: 0;
    }

    .row {
      grid-template-columns: minmax(0, 1fr) 48px;
      grid-template-areas: 'entry points' 'plot balance';
      row-gap: 2px;
      padding: 8px 0 6px;
    }

    .entry {
      grid-area: entry;
      padding: 0 12px 0 0;
    }

    .points {
      grid-area: points;
    }

    .balance {
      grid-area: balance;
    }

    .plot {
      grid-area: plot;
      min-height: 24px;
      margin-right: 10px;
    }

    .is-head {
      padding: 0;
    }

    .is-head .entry,
    .is-head .points,
    .is-open .points,
    .is-close .points {
      position: absolute;
      clip-path: inset(50%);
      white-space: nowrap;
    }

    .is-head .plot {
      min-height: 38px;
    }

    .is-open,
    .is-close {
      grid-template-areas: 'entry balance' 'plot plot';
    }

    .is-open .plot,
    .is-close .plot {
      margin-right: 58px;
    }

    .line {
      top: -4px;
      bottom: -7px;
    }

    .link-up {
      top: -2px;
      height: calc(50% + 2px - var(--half));
    }

    .link-down {
      bottom: -7px;
    }

    .blank .is-close {
      padding-bottom: 9px;
    }
  }

  @media print {
    .link,
    .pairs {
      display: none;
    }

    .row {
      min-height: 31px;
      break-inside: avoid;
    }

    .entry {
      padding-block: 4px;
    }

    .plot {
      min-height: 30px;
    }

    .is-close {
      min-height: 42px;
    }
  }

  @media (forced-colors: active) {
    .dot {
      background: Canvas;
    }

    .end,
    .tick,
    .bar.is-zero {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .notch {
      border-color: Canvas;
    }
  }
`;
