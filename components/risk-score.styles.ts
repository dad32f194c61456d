import { css } from 'lit';

export const riskScoreStyles = css`
  .main {
    display: flex;
    align-items: center;
    gap: 20px;
    padding: 8px 0 16px;
  }

  .figure {
    flex: none;
    min-width: 3ch;
    font-size: var(--risk-text-score, 72px);
    line-height: 1;
    font-weight: 600;
    letter-spacing: -0.035em;
    padding-bottom: 8px;
    border-bottom: 4px double var(--_ink);
  }

  /* Not closed: another model decides. */
  .figure.is-draft {
    padding-bottom: 10px;
    border-bottom: 2px dashed var(--_rule-strong);
  }

  /* As high and as wide as three figures, so that nothing moves when they come. */
  .figure.is-blank {
    position: relative;
    width: 3ch;
    padding-bottom: 11px;
    border-bottom: 1px solid var(--_rule-strong);
  }

  .figure.is-blank::before {
    content: '\\200b';
  }

  .figure.is-blank::after {
    content: '';
    position: absolute;
    inset: calc(50% - 6px) 0 auto;
    height: 4px;
    background: linear-gradient(90deg, var(--_rule) 78%, transparent 78%) 0 0 / calc(100% / 3) 100%;
  }

  .say {
    flex: 1;
    min-width: 0;
  }

  .say > span {
    display: block;
    margin-top: 4px;
    color: var(--_ink-2);
    text-wrap: balance;
  }

  .lead {
    display: block;
    font-size: 16px;
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

  .is-loading .say {
    animation: appear 1ms linear 150ms backwards;
  }

  .progress {
    position: relative;
    width: 160px;
    max-width: 100%;
    height: 2px;
    margin-top: 12px;
    overflow: hidden;
    background: var(--_rule);
  }

  .progress i {
    position: absolute;
    inset: 0;
    background: var(--_ink);
    transform-origin: left;
    transform: scaleX(var(--done, 0));
    transition: transform var(--_base) var(--_ease);
  }

  .progress.is-open i {
    right: 60%;
    transform: none;
    animation: slide 1.1s linear infinite;
  }

  @keyframes slide {
    from {
      transform: translateX(-100%);
    }
    to {
      transform: translateX(250%);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .progress.is-open i {
      animation: none;
    }
  }

  /* ---- the point ruler ---- */
  .ruler {
    padding-top: 2px;
    color: var(--_rule-strong);
  }

  .ruler-top {
    position: relative;
    height: 18px;
  }

  .line-name {
    position: absolute;
    top: 2px;
    left: calc(var(--x) * 100%);
    transform: translateX(-50%);
    white-space: nowrap;
    font-size: 12px;
    line-height: 16px;
    color: var(--_ink-2);
  }

  .line-name b {
    color: var(--_ink);
  }

  .line-name.is-left {
    transform: translateX(-8px);
  }

  .line-name.is-right {
    transform: translateX(calc(8px - 100%));
  }

  .ruler-scale {
    position: relative;
    height: 30px;
  }

  .ruler-scale svg {
    position: absolute;
    left: 0;
    bottom: 0;
    width: 100%;
    height: 12px;
    overflow: visible;
  }

  .ruler-scale path {
    stroke: currentColor;
    stroke-width: 1px;
    vector-effect: non-scaling-stroke;
  }

  .line {
    position: absolute;
    top: 2px;
    bottom: -8px;
    left: calc(var(--x) * 100%);
    border-left: 2px dotted var(--_ink);
    margin-left: -1px;
  }

  .pin {
    position: absolute;
    bottom: 0;
    left: calc(var(--x) * 100%);
    width: 0;
    height: 0;
    transition: left var(--_base) var(--_ease);
  }

  .pin::before {
    content: '';
    position: absolute;
    left: -1.5px;
    bottom: -8px;
    width: 3px;
    height: 26px;
    background: var(--_ink);
  }

  .pin::after {
    content: '';
    position: absolute;
    left: -7px;
    bottom: 16px;
    border: 7px solid transparent;
    border-top: 9px solid var(--_ink);
    border-bottom: 0;
  }

  .ruler-bands {
    position: relative;
    height: 22px;
    border-top: 1px solid var(--_rule-strong);
  }

  .ruler-bands span {
    position: absolute;
    top: -1px;
    left: calc(var(--x) * 100%);
    width: calc(var(--w) * 100%);
    height: 22px;
    text-align: center;
    font-size: 12px;
    color: var(--_ink-3);
    border-left: 1px solid var(--_rule-strong);
  }

  .ruler-bands span:last-child {
    border-right: 1px solid var(--_rule-strong);
  }

  .ruler-bands b {
    font-weight: 400;
    line-height: 24px;
  }

  .ruler-bands .is-on {
    box-shadow: inset 0 4px 0 var(--_ink);
  }

  .ruler-bands .is-on b {
    display: inline-block;
    min-width: 20px;
    height: 22px;
    line-height: 22px;
    padding: 0 4px;
    background: var(--_ink);
    color: var(--_on-ink);
    font-weight: 600;
  }

  .ruler-figures {
    position: relative;
    height: 16px;
    font-size: 11px;
    color: var(--_ink-3);
  }

  .ruler-figures span {
    position: absolute;
    left: calc(var(--x) * 100%);
    transform: translateX(-50%);
    line-height: 20px;
  }

  .ruler-figures .is-left {
    transform: none;
  }

  .ruler-figures .is-right {
    transform: translateX(-100%);
  }

  .is-empty .line-name {
    color: var(--_ink-3);
  }

  .is-empty .line {
    border-color: var(--_rule-strong);
  }

  /* ---- the reasons that counted most ---- */
  .reasons {
    margin-top: 20px;
    border-top: 1px solid var(--_rule-strong);
    list-style: none;
  }

  .reasons li {
    display: grid;
    grid-template-columns: 18px minmax(0, 1fr) auto;
    gap: 0 12px;
    align-items: center;
    min-height: 37px;
    padding: 6px 0;
    border-bottom: 1px solid var(--_rule);
  }

  .reasons b {
    font-weight: 600;
    text-align: right;
  }

  .reasons.blank li {
    display: block;
    position: relative;
    padding: 0;
  }

  .reasons.blank.is-live li::after {
    content: '';
    position: absolute;
    left: 30px;
    top: 14px;
    width: 45%;
    height: 8px;
    background: var(--_sunken);
    animation: appear 1ms linear 150ms backwards;
  }

  @container (max-width: 460px) {
    .main {
      gap: 16px;
    }

    .figure {
      font-size: var(--risk-text-score, 64px);
    }

    .verdict {
      font-size: 18px;
    }
  }

  /* Room for the longest words beside the figure, so that nothing moves when they change. */
  @container (max-width: 310px) {
    .main {
      min-height: 112px;
    }

    .lead {
      font-size: 14px;
    }
  }

  @container (max-width: 260px) {
    .main {
      min-height: 134px;
    }
  }

  @container (min-width: 640px) {
    .body {
      display: grid;
      grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
      gap: 20px;
      align-items: center;
    }

    .main {
      padding-bottom: 8px;
    }

    .ruler {
      padding-bottom: 6px;
    }

    .figure {
      font-size: var(--risk-text-score, 64px);
    }

    .reasons {
      margin-top: 12px;
    }
  }

  @media (forced-colors: active) {
    .pin::before {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .pin::after {
      border-top-color: CanvasText;
      forced-color-adjust: none;
    }

    .ruler-bands .is-on b {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }

    .progress i {
      background: CanvasText;
      forced-color-adjust: none;
    }
  }
`;
