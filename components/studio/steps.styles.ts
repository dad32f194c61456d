import { css } from 'lit';

/** The steps: numbers in a row, or entries with their balance on the left. */
export const stepsStyles = css`
  .steps ol {
    display: grid;
    grid-template-columns: repeat(7, minmax(0, 1fr));
    list-style: none;
    border: 1px solid var(--_rule-strong);
    border-radius: var(--_radius);
  }

  .steps li + li {
    border-left: 1px solid var(--_rule);
  }

  .steps button {
    display: block;
    width: 100%;
    min-height: 44px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_ink);
    font: inherit;
    text-align: center;
    cursor: pointer;
  }

  .steps button:hover:not(:disabled) {
    background: var(--_sunken);
  }

  .steps button:disabled {
    color: var(--_ink-3);
    cursor: default;
  }

  .steps b {
    font-weight: 600;
  }

  .steps .is-shut b {
    font-weight: 400;
  }

  .steps .is-here button,
  .steps .is-here button:hover:not(:disabled) {
    background: var(--_ink);
    color: var(--_on-ink);
  }

  .steps :focus-visible {
    position: relative;
    outline-offset: -4px;
  }

  .steps .is-here :focus-visible {
    outline-color: var(--_on-ink);
  }

  .step-name,
  .step-figure {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .is-wide .steps {
    padding: 8px 0 24px;
    border-right: 1px solid var(--_rule);
  }

  .is-wide .steps ol {
    position: sticky;
    top: 16px;
    display: block;
    border: 0;
    border-radius: 0;
  }

  .is-wide .steps li + li {
    border-left: 0;
  }

  .is-wide .steps li {
    border-bottom: 1px solid var(--_rule);
    margin-right: 24px;
  }

  .is-wide .steps button {
    position: relative;
    display: grid;
    grid-template-columns: 20px minmax(0, 1fr);
    align-content: center;
    column-gap: 8px;
    min-height: 56px;
    padding: 6px 8px 6px 12px;
    text-align: left;
  }

  .is-wide .steps .step-name,
  .is-wide .steps .step-figure {
    position: static;
    width: auto;
    height: auto;
    clip-path: none;
    white-space: normal;
  }

  .is-wide .steps .step-figure {
    grid-column: 2;
    overflow: hidden;
    color: var(--_ink-3);
    font-size: 12px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .is-wide .steps .is-here button,
  .is-wide .steps .is-here button:hover:not(:disabled) {
    background: none;
    color: var(--_ink);
    box-shadow: inset 4px 0 0 var(--_ink);
  }

  .is-wide .steps .is-here .step-name {
    font-weight: 600;
  }

  .is-wide .steps .is-here :focus-visible {
    outline-color: var(--_focus);
  }

  .is-wide .steps :focus-visible {
    outline-offset: -2px;
  }

  @media (forced-colors: active) {
    .steps .is-here button {
      border: 2px solid Highlight;
    }
  }
`;
