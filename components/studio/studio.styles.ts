import { css } from 'lit';

/** The book, the head and foot of its page, and what is said on it. */
export const studioStyles = css`
  .privacy {
    display: inline-flex;
    align-items: center;
    gap: 8px;
  }

  .privacy .mark {
    width: 14px;
    height: 14px;
  }

  .book {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }

  .is-wide .book {
    grid-template-columns: 224px minmax(0, 1fr);
    column-gap: 40px;
    border-top: 1px solid var(--_rule);
  }

  .page {
    min-width: 0;
    padding: 16px 0 0;
  }

  .is-wide .page {
    padding-top: 20px;
  }

  /* ---- the head of a step, and its foot ---- */
  .step-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 16px;
    margin-bottom: 12px;
  }

  .step-title {
    font-size: 20px;
    font-weight: 600;
    line-height: var(--_lh-head);
  }

  /* A heading is no control: it only takes the reader along. */
  .step-title:focus {
    outline: 0;
  }

  .turns {
    display: inline-flex;
    margin-right: -12px;
  }

  .turn {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 44px;
    padding: 0 12px;
    border: 0;
    background: none;
    color: var(--_ink-2);
    font: inherit;
    cursor: pointer;
  }

  .turn .glyph {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
  }

  .turn:hover:not(:disabled) {
    color: var(--_ink);
  }

  .turn:disabled {
    color: var(--_rule-strong);
    cursor: default;
  }

  .foot {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 12px;
    margin-top: 32px;
    padding: 16px 0 4px;
    border-top: 1px solid var(--_ink);
  }

  .foot span:empty {
    display: none;
  }

  .foot .next {
    margin-left: auto;
  }

  .lead {
    color: var(--_ink-2);
    line-height: var(--_lh-body);
    max-width: 68ch;
    text-wrap: pretty;
  }

  .part {
    margin-top: 28px;
  }

  .part:first-of-type {
    margin-top: 16px;
  }

  .sub {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 2px 16px;
    padding: 0 0 6px;
  }

  .sub-title {
    font-weight: 600;
    line-height: var(--_lh-head);
  }

  .hint {
    max-width: 76ch;
    line-height: var(--_lh-body);
  }

  .note {
    max-width: 84ch;
  }

  .wrap {
    overflow-wrap: anywhere;
  }

  .actions,
  .links {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px 16px;
    padding: 12px 0 0;
  }

  .actions .hint {
    padding: 0;
  }

  .primary {
    border-color: var(--_ink);
    background: var(--_ink);
    color: var(--_on-ink);
  }

  .primary:hover {
    background: var(--_ink-2);
  }

  .button:disabled {
    border-color: var(--_rule);
    background: none;
    color: var(--_ink-3);
    cursor: default;
  }

  .said {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .said li {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 16px;
    padding: 7px 0 8px;
    border-bottom: 1px solid var(--_rule);
    line-height: var(--_lh-row);
  }

  .said li:first-child {
    border-top: 1px solid var(--_rule-strong);
  }

  .said small {
    color: var(--_ink-3);
    font-size: 12px;
    overflow-wrap: anywhere;
  }

  .findings li {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    justify-content: start;
    gap: 10px;
  }

  .findings .glyph {
    margin-top: 1px;
    align-self: start;
  }

  .findings b {
    margin-right: 4px;
    font-weight: 600;
  }

  .error li b {
    font-weight: 600;
    color: var(--_ink);
  }

  .error ul {
    margin: 4px 0;
    padding: 0;
    list-style: none;
    color: var(--_ink-2);
  }

  .busy {
    position: relative;
    height: 2px;
    overflow: hidden;
    background: var(--_rule);
  }

  .busy::after {
    content: '';
    position: absolute;
    inset: 0 70% 0 0;
    background: var(--_ink);
    animation: busy 1.2s linear infinite;
  }

  @keyframes busy {
    from {
      transform: translateX(-100%);
    }
    to {
      transform: translateX(340%);
    }
  }

  @container (max-width: 460px) {
    .foot .button {
      flex: 1 1 auto;
    }

    .turn span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .busy::after {
      inset: 0;
      animation: none;
    }
  }

  @media (forced-colors: active) {
    .primary {
      border-width: 2px;
    }
  }
`;
