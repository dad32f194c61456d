import { css } from 'lit';

export const riskLedgerStyles = css`
  .row {
    display: grid;
    grid-template-columns: 72px minmax(0, 1fr) 84px 84px;
    align-items: baseline;
    padding: 8px 0;
    border-bottom: 1px solid var(--_rule);
  }

  .time,
  small {
    color: var(--_ink-3);
    font-size: 12px;
  }

  small {
    display: block;
  }

  .bytes {
    align-self: stretch;
    margin: -8px 0;
    padding: 8px 0 8px 8px;
    text-align: right;
    border-left: 1px solid var(--_rule);
  }

  .row .bytes:nth-child(3) {
    padding-right: 12px;
  }

  .is-head {
    padding: 6px 0;
    font-size: 12px;
    color: var(--_ink-3);
    border-bottom-color: var(--_rule-strong);
  }

  .is-head .bytes {
    margin: -6px 0;
    padding-block: 6px;
  }

  .is-total {
    align-items: center;
    margin-top: -1px;
    border-top: 1px solid var(--_ink);
    border-bottom: 4px double var(--_ink);
    font-weight: 600;
  }

  .is-total .bytes {
    display: flex;
    align-items: center;
    justify-content: flex-end;
  }

  .is-total b {
    font-size: 20px;
    line-height: 1.2;
  }

  /* Not measured: the account stays open. */
  .is-total.is-open {
    border-bottom: 2px dashed var(--_rule-strong);
  }

  .is-total.is-open b {
    font-size: 12px;
  }

  .strip {
    container-type: normal;
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 52px;
  }

  .mark {
    flex: none;
  }

  .left {
    flex: 1;
    min-width: 0;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 8px;
    line-height: 1.25;
    word-break: keep-all;
  }

  .left > span {
    flex: 0 1 auto;
    min-width: 0;
  }

  ::slotted([slot='note']) {
    flex-basis: 100%;
  }

  .figure {
    flex: none;
    font-size: 20px;
    line-height: 1;
    padding: 0 1px 2px;
    border-bottom: 3px double var(--_ink);
  }

  .figure.is-open {
    font-size: 14px;
    padding-bottom: 3px;
    border-bottom: 2px dashed var(--_rule-strong);
  }

  :host([compact]) {
    container-type: inline-size;
  }

  @container (max-width: 360px) {
    .mark {
      display: none;
    }

    .left {
      flex-wrap: wrap;
      font-size: 12px;
    }
  }

  @container (max-width: 460px) {
    .row {
      grid-template-columns: minmax(0, 1fr) 72px 72px;
    }

    .time {
      position: absolute;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  }
`;
