import { css } from 'lit';

/** Facts, fields and their controls, the bar of a training. */
export const studioFormStyles = css`
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(128px, 1fr));
    gap: 0 24px;
    margin: 0;
  }

  .facts:has(> :nth-child(6)) {
    grid-template-columns: repeat(3, minmax(0, 1fr));
  }

  .facts.is-after {
    padding-top: 16px;
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

  /* 16 px stops a phone from zooming into the field. */
  @container (max-width: 640px) {
    select,
    input:not([type='radio'], [type='checkbox']) {
      font-size: 16px;
    }
  }

  @container (max-width: 460px) {
    .facts:has(> :nth-child(6)) {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }

    .filters {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 12px;
    }

    .filters > :first-child {
      grid-column: 1 / -1;
    }
  }

  @media (forced-colors: active) {
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
