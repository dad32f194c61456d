import { css } from 'lit';

/** Controls: the drop zone, fields, radios, the segments of a size. */
export const studioFormStyles = css`
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

  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(128px, 1fr));
    gap: 0 24px;
    margin: 0;
  }

  .facts div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
    padding: 8px 0 9px;
    border-bottom: 1px solid var(--_rule);
    border-top: 1px solid var(--_rule-strong);
  }

  .facts dt {
    color: var(--_ink-3);
    font-size: 12px;
    line-height: 19px;
  }

  .facts dd {
    margin: 0;
    font-weight: 600;
    text-align: right;
  }

  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 180px), 1fr));
    gap: 12px 24px;
    padding-top: 12px;
  }

  .fields.is-try {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 12px 16px;
  }

  .fields.is-try .field {
    width: 160px;
  }

  .field {
    display: block;
    min-width: 0;
  }

  .field .label {
    display: block;
    margin-bottom: 4px;
    color: var(--_ink-2);
    font-size: 12px;
  }

  .field small {
    display: block;
    margin-top: 4px;
    color: var(--_ink-3);
    font-size: 12px;
    line-height: var(--_lh-row);
  }

  select,
  input:not([type='radio'], [type='checkbox']) {
    width: 100%;
    min-height: 44px;
    padding: 0 12px;
    border: 1px solid var(--_rule-strong);
    border-radius: var(--_radius);
    background: var(--_ground);
    color: var(--_ink);
    font: inherit;
    font-variant-numeric: inherit;
  }

  input::placeholder {
    color: var(--_ink-3);
    opacity: 1;
  }

  input[type='search'] {
    appearance: none;
  }

  input[type='number'] {
    appearance: textfield;
  }

  select {
    appearance: none;
    padding-right: 32px;
    cursor: pointer;
    text-overflow: ellipsis;
  }

  option {
    background: var(--_surface);
    color: var(--_ink);
  }

  .select {
    position: relative;
    display: block;
  }

  .select::after {
    content: '';
    position: absolute;
    right: 14px;
    top: calc(50% - 6px);
    width: 7px;
    height: 7px;
    border: solid var(--_ink-2);
    border-width: 0 1.5px 1.5px 0;
    transform: rotate(45deg);
    pointer-events: none;
  }

  select:hover,
  input:not([type='radio'], [type='checkbox']):hover {
    border-color: var(--_ink);
  }

  input:user-invalid {
    border-width: 2px;
    border-color: var(--_ink);
  }

  input[type='radio'],
  input[type='checkbox'] {
    flex: none;
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--_ink);
    cursor: pointer;
  }

  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  legend {
    padding: 0 0 6px;
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
    display: block;
    padding: 0 12px;
    line-height: 42px;
    text-align: center;
  }

  .segments :checked + span {
    background: var(--_ink);
    color: var(--_on-ink);
    font-weight: 600;
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

  .rate {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    padding-top: 16px;
  }

  .rate-bar {
    flex: none;
    display: block;
    width: min(240px, 100%);
    height: 12px;
    border: 1px solid var(--_rule-strong);
  }

  .rate-bar i {
    display: block;
    width: calc(var(--w) * 100%);
    height: 100%;
  }

  .filters {
    padding: 4px 0 12px;
  }

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

  .wording.is-head {
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

  .progress {
    padding-top: 16px;
  }

  .progress-bar {
    height: 12px;
    margin-bottom: 6px;
    border: 1px solid var(--_rule-strong);
  }

  .progress-bar i {
    display: block;
    width: calc(var(--w) * 100%);
    height: 100%;
    background: var(--_ink);
  }

  .progress b {
    margin-right: 8px;
    font-weight: 600;
  }

  @container (min-width: 1000px) {
    .wording {
      grid-template-columns: 120px minmax(0, 1.2fr) minmax(0, 2.1fr) minmax(0, 1fr) minmax(
          0,
          1.3fr
        );
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
      grid-column: 1;
      padding-right: 12px;
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

  /* 16 px stops a phone from zooming into the field. */
  @container (max-width: 640px) {
    select,
    input:not([type='radio'], [type='checkbox']) {
      font-size: 16px;
    }
  }

  @container (max-width: 460px) {
    .filters {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 12px;
    }

    .filters > :first-child {
      grid-column: 1 / -1;
    }

    .wording {
      grid-template-columns: minmax(0, 1fr);
    }

    .segments label {
      max-width: none;
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

    .progress-bar i {
      background: CanvasText;
      forced-color-adjust: none;
    }

    input[type='radio'],
    input[type='checkbox'] {
      accent-color: auto;
    }
  }
`;
