import { css } from 'lit';

/** What is chosen: where a file is dropped, radios with a sentence, segments of one word. */
export const choicesStyles = css`
  .drop {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 12px 16px;
    min-height: 168px;
    margin-top: 16px;
    padding: 24px 16px;
    /* Dashed: not known yet. */
    border: 2px dashed var(--_rule-strong);
    border-radius: var(--_radius);
    transition: background var(--_fast) var(--_ease);
  }

  .drop-text {
    flex: 1 0 100%;
    text-align: center;
    color: var(--_ink-2);
  }

  .drop.is-small {
    justify-content: flex-start;
    min-height: 0;
    padding: 12px 16px;
  }

  .drop.is-small .drop-text {
    flex: 0 1 auto;
    text-align: left;
  }

  .drop.is-over {
    border-color: var(--_ink);
    background: var(--_sunken);
  }

  .choice {
    display: flex;
    gap: 12px;
    padding: 11px 8px 12px 4px;
    border-bottom: 1px solid var(--_rule);
    cursor: pointer;
  }

  .choice:first-of-type {
    border-top: 1px solid var(--_rule-strong);
  }

  .choice:has(:disabled) {
    color: var(--_ink-3);
    cursor: default;
  }

  .choice:hover:not(:has(:disabled)) {
    background: var(--_sunken);
  }

  /* One by itself, under fields. */
  .choice.is-alone {
    margin-top: 12px;
  }

  .choice input {
    margin-top: 1px;
  }

  .choice b {
    display: block;
    font-weight: 400;
  }

  .choice:has(:checked) b {
    font-weight: 600;
  }

  .choice small {
    display: block;
    margin-top: 2px;
    color: var(--_ink-3);
    font-size: 12px;
    line-height: var(--_lh-row);
  }

  .segments {
    display: flex;
    flex-wrap: wrap;
  }

  .segments legend {
    float: left;
    width: 100%;
  }

  .segments label {
    position: relative;
    flex: 1 1 0;
    max-width: 160px;
    border: solid var(--_rule-strong);
    border-width: 1px 0 1px 1px;
    cursor: pointer;
  }

  .segments label:last-of-type {
    border-right-width: 1px;
    border-radius: 0 var(--_radius) var(--_radius) 0;
  }

  .segments label:first-of-type {
    border-radius: var(--_radius) 0 0 var(--_radius);
  }

  .segments input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    opacity: 0;
  }

  .segments span {
    display: grid;
    place-items: center;
    min-height: 42px;
    padding: 0 12px;
    text-align: center;
  }

  .segments :checked + span {
    background: var(--_ink);
    color: var(--_on-ink);
    font-weight: 600;
  }

  .segments label:has(:disabled) {
    color: var(--_ink-3);
    cursor: default;
  }

  .segments :focus-visible + span {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  .check {
    display: inline-grid;
    place-items: center;
    width: 44px;
    height: 44px;
    margin: -8px 0 -8px -13px;
    cursor: pointer;
  }

  @container (max-width: 460px) {
    .segments label {
      flex: 1 1 auto;
      max-width: none;
    }

    .segments span {
      padding: 0 4px;
    }

    .drop:not(.is-small) .button {
      flex: 1 1 100%;
    }
  }

  @media (forced-colors: active) {
    .segments :checked + span {
      outline: 2px solid Highlight;
      outline-offset: -4px;
    }
  }
`;
