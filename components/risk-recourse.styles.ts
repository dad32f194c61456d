import { css } from 'lit';

export const riskRecourseStyles = css`
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .paths {
    list-style: none;
  }

  .paths > li {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) 132px;
    gap: 2px 16px;
    align-items: baseline;
    padding: 12px 0;
    border-bottom: 1px solid var(--_rule);
  }

  /* Ways are alternatives, and say so where one ends and the next begins. */
  .paths > li + li::before {
    content: attr(data-or);
    position: absolute;
    top: -0.75em;
    left: 0;
    padding-right: 8px;
    background: var(--_ground);
    color: var(--_ink-3);
    font-size: 12px;
    line-height: 1.5;
  }

  .paths > li + li {
    padding-top: 16px;
  }

  .steps li {
    display: flex;
    gap: 8px;
  }

  .steps li + li {
    margin-top: 4px;
  }

  .steps .glyph {
    width: 13px;
    height: 13px;
    margin-top: 0.25em;
    color: var(--_ink-3);
  }

  .what b {
    font-weight: 600;
  }

  .what small {
    display: block;
    font-size: 12px;
    color: var(--_ink-3);
  }

  .then {
    margin: 4px 0 0 21px;
    font-size: 12px;
    line-height: var(--_lh-body);
    color: var(--_ink-2);
  }

  .is-loss .then {
    margin-left: 0;
  }

  .figures > :last-child {
    display: flex;
    justify-content: flex-end;
    align-items: baseline;
    gap: 6px;
  }

  .figures .glyph {
    align-self: center;
    width: 13px;
    height: 13px;
    color: var(--_ink-3);
  }

  .figures small {
    color: var(--_ink-3);
    font-size: 14px;
  }

  .figures b {
    font-size: 20px;
    font-weight: 600;
    line-height: 1.2;
  }

  .track {
    grid-column: 1;
    position: relative;
    height: 16px;
    margin-top: 2px;
  }

  .track::before {
    content: '';
    position: absolute;
    inset: 50% 0 auto;
    border-top: 1px solid var(--_rule);
  }

  .track > * {
    position: absolute;
    top: 50%;
    left: calc(var(--x) * 100%);
    transition:
      left var(--_base) var(--_ease),
      width var(--_base) var(--_ease);
  }

  .seg {
    width: calc(var(--w) * 100%);
    height: 6px;
    margin-top: -3px;
  }

  .start,
  .end {
    width: 9px;
    height: 9px;
    margin: -4.5px 0 0 -4.5px;
    border: 1.5px solid var(--_ink);
    background: var(--_ground);
  }

  .end {
    background: var(--_ink);
  }

  .track .cut {
    top: 0;
    bottom: 0;
    border-left: 1px dashed var(--_ink);
  }

  .verdict {
    grid-column: 2;
    font-size: 12px;
    color: var(--_ink-3);
    text-align: right;
  }

  .verdict.is-hit {
    color: var(--_ink);
    font-weight: 600;
  }

  .verdict .glyph {
    width: 13px;
    height: 13px;
    margin-right: 5px;
    vertical-align: -2px;
  }

  .reached {
    display: flex;
    gap: 8px;
    padding: 8px 0 12px;
    text-wrap: pretty;
  }

  .reached .glyph {
    margin-top: 2px;
  }

  .is-loss {
    border-top: 1px solid var(--_rule);
  }

  @container (max-width: 340px) {
    .paths > li {
      grid-template-columns: minmax(0, 1fr);
    }

    .figures > :last-child {
      justify-content: flex-start;
      padding-left: 21px;
    }

    .verdict {
      grid-column: 1;
      text-align: left;
      padding-left: 21px;
    }

    .is-loss .figures > :last-child,
    .is-loss .verdict {
      padding-left: 0;
    }
  }

  @media (forced-colors: active) {
    .end {
      background: CanvasText;
      forced-color-adjust: none;
    }
  }
`;
