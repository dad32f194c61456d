import { css } from 'lit';

export const riskWhatIfStyles = css`
  .empty {
    height: 168px;
    border: solid var(--_rule-strong);
    border-width: 0 0 1px 1px;
    background: repeating-linear-gradient(0deg, transparent 0 41px, var(--_rule) 41px 42px);
  }
`;
