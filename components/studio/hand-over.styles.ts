import { css } from 'lit';

/** The bundle closes the account: its size over a double rule, its digest, its keys. */
export const handOverStyles = css`
  .closing {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 8px 24px;
    padding: 12px 0 10px;
    border-top: 1px solid var(--_ink);
  }

  .closing-name {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    min-width: 0;
  }

  .closing-name small {
    color: var(--_ink-3);
    font-size: 12px;
  }

  .total {
    padding-bottom: 4px;
    border-bottom: 4px double var(--_ink);
    font-size: 28px;
    font-weight: 600;
    line-height: 1.1;
    white-space: nowrap;
  }

  .digest {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    padding-top: 8px;
    font-size: 12px;
    color: var(--_ink-3);
  }

  code {
    font: 12px/1.5 var(--_font-mono);
    overflow-wrap: anywhere;
  }

  .key-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px 16px;
    padding-top: 12px;
  }

  .key-line .hint {
    padding: 0;
  }

  .key-name {
    color: var(--_ink-2);
  }

  @container (max-width: 460px) {
    .key-name {
      flex: 1 0 100%;
    }
  }
`;
