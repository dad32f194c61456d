import { css } from 'lit';

export const riskDecisionLetterStyles = css`
  /* ---- in a page: a small sheet ---- */
  .entry {
    display: flex;
    gap: 20px;
    align-items: center;
    padding: 8px 0 12px;
  }

  .thumb {
    display: flex;
    flex: none;
    flex-direction: column;
    gap: 7px;
    width: 92px;
    height: 122px;
    padding: 14px 12px;
    border: 1px solid var(--_rule-strong);
    background: var(--_surface);
  }

  .thumb i {
    height: 2px;
    background: var(--_rule);
  }

  .thumb i:first-child {
    width: 45%;
    margin-bottom: 8px;
    background: var(--_ink);
  }

  .thumb i:nth-child(3) {
    width: 78%;
  }

  .thumb b {
    align-self: flex-end;
    margin-top: auto;
    padding-bottom: 4px;
    border-bottom: 3px double var(--_ink);
    font-size: 20px;
    font-weight: 600;
    line-height: 1;
  }

  .thumb.is-draft {
    border-style: dashed;
  }

  .thumb.is-draft b {
    border-bottom: 2px dashed var(--_rule-strong);
  }

  .verdict {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 20px;
    font-weight: 600;
    line-height: var(--_lh-head);
  }

  .verdict .glyph {
    width: 18px;
    height: 18px;
  }

  .detail {
    display: block;
    margin-top: 4px;
    color: var(--_ink-2);
  }

  .entry p {
    margin-top: 12px;
  }
`;
