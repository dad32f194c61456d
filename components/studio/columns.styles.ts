import { css } from 'lit';

/** The columns of a file, and the bins of one. */
export const columnsStyles = css`
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

  @container (max-width: 760px) {
    .columns > .row {
      grid-template-columns: 24px minmax(0, 1fr) minmax(76px, auto) 56px;
      grid-template-areas: 'use name name more' '. iv direction direction' '. missing missing missing';
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
      grid-area: missing;
      text-align: left;
    }

    .columns .missing.is-none {
      display: none;
    }

    .columns .cap {
      display: inline;
    }

    .columns .direction .cap {
      display: none;
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
  }

  @container (max-width: 460px) {
    .columns > .row {
      grid-template-columns: 24px minmax(0, 1fr) 40px 56px;
      grid-template-areas: 'use name name more' '. iv missing missing' '. direction direction direction';
      column-gap: 8px;
    }

    .columns .missing {
      text-align: right;
    }

    .columns .direction:has(.cap) {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      align-items: center;
    }

    .columns .direction .cap {
      display: inline;
    }

    .pages span {
      order: -1;
      flex: 1 0 100%;
    }

    /* Bounds of a bin stay on one line: its bar goes under them. */
    .bins .row {
      grid-template-columns: minmax(0, 1fr) 48px 48px 48px;
      column-gap: 8px;
    }

    .bins .plot {
      grid-row: 2;
      grid-column: 1 / -1;
      height: 10px;
    }

    .bins .is-head .plot {
      display: none;
    }

    .woe {
      top: 1px;
      height: 8px;
    }
  }

  @media (forced-colors: active) {
    .columns .iv .bar i {
      background: CanvasText;
      forced-color-adjust: none;
    }
  }
`;
