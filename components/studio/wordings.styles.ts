import { css } from 'lit';

/** Names and reasons in both languages: fields, or a ruled table where there is room. */
export const wordingsStyles = css`
  .wordings {
    border-top: 1px solid var(--_rule-strong);
  }

  .wording {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 8px 16px;
    padding: 12px 0 16px;
    border-bottom: 1px solid var(--_rule);
  }

  .wording.is-head,
  .wording .language {
    display: none;
  }

  .wording legend {
    float: left;
    grid-column: 1 / -1;
    width: 100%;
    padding: 0;
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  @container (min-width: 1000px) {
    .wording {
      grid-template-columns: 132px 72px minmax(0, 1fr) minmax(0, 1.7fr);
      align-items: center;
      gap: 0;
      padding: 0;
    }

    .wording.is-head {
      display: grid;
      padding: 6px 0;
      border-bottom-color: var(--_rule-strong);
    }

    .wording.is-head span {
      padding: 0 12px;
      color: var(--_ink-3);
      font-size: 12px;
    }

    .wording legend {
      grid-row: span 2;
      grid-column: 1;
      padding-right: 12px;
    }

    .wording .language {
      display: block;
      color: var(--_ink-3);
      font-size: 12px;
    }

    .wording .label {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    /* Answers in a ruled column, as in a ledger. */
    .wording .field input {
      border-width: 0 0 0 1px;
      border-color: var(--_rule);
      border-radius: 0;
      background: none;
    }

    .wording .field input:hover {
      background: var(--_sunken);
    }

    .wording .field input:focus-visible {
      outline-offset: -2px;
    }
  }

  @container (max-width: 460px) {
    .wording {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
