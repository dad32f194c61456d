import { css } from 'lit';

/** AUC and PSI by month, on two axes. */
export const monthsStyles = css`
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

  /* Beyond the end of the axis. */
  .months .past {
    top: calc(50% - 5px);
    margin-left: -8px;
    border: solid transparent;
    border-width: 5px 0 5px 8px;
    border-left-color: var(--_ink);
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
      display: inline-block;
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
    .months .row {
      grid-template-columns: minmax(0, 1fr) 104px;
      column-gap: 8px;
    }
  }

  @media (forced-colors: active) {
    .months .mark {
      forced-color-adjust: none;
      border-color: CanvasText;
      background: Canvas;
    }

    .months .past {
      forced-color-adjust: none;
      border-left-color: CanvasText;
    }

    .months .filled,
    .months .is-act {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .months .is-watch {
      background: linear-gradient(90deg, CanvasText 50%, Canvas 50%);
    }
  }
`;
