import { css } from 'lit';

export const letterSheetStyles = css`
  .desk .glyph {
    margin-right: 8px;
  }

  /* ---- the letter: A4 at 96 dpi ---- */
  .letter {
    max-width: 842px;
    margin: 0 auto;
    padding: 16px 24px 32px;
  }

  .desk {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    max-width: 794px;
    margin: 0 auto 12px;
  }

  .desk .button {
    background: var(--_surface);
  }

  .desk .button:first-child {
    border-color: var(--_ink);
    background: var(--_ink);
    color: var(--_on-ink);
  }

  .sheet {
    --_lh: 1.55;
    display: flex;
    flex-direction: column;
    max-width: 794px;
    min-height: 1123px;
    margin: 0 auto;
    padding: 64px 72px 48px;
    border: 1px solid var(--_rule);
    background: var(--_surface);
    line-height: var(--_lh);
  }

  .sheet:lang(zh) {
    --_lh: 1.75;
  }

  .letterhead {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: 16px;
    padding-bottom: 24px;
  }

  .letterhead b {
    font-size: 18px;
  }

  .letterhead dl {
    display: grid;
    grid-template-columns: auto auto;
    gap: 1px 16px;
    margin: 4px 0 0;
    font-size: 12px;
    line-height: 1.6;
  }

  .letterhead dt {
    color: var(--_ink-3);
  }

  .letterhead dd {
    margin: 0;
    text-align: right;
  }

  .draft {
    margin-bottom: 12px;
    padding: 6px 12px;
    border: 1px dashed var(--_ink);
    font-weight: 600;
  }

  h1 {
    margin: 2px 0 10px;
    font-size: 22px;
    font-weight: 600;
    line-height: var(--_lh-head);
  }

  .sheet > p {
    margin-bottom: 6px;
    text-wrap: pretty;
  }

  .sheet risk-reasons {
    margin: 14px 0 18px;
  }

  .sec {
    display: grid;
    grid-template-columns: 132px minmax(0, 1fr);
    gap: 16px;
    padding: 10px 0;
    border-top: 1px solid var(--_rule);
    break-inside: avoid;
  }

  .sec h2 {
    margin: 0;
    font-size: 14px;
    font-weight: 600;
    line-height: inherit;
  }

  .sec p + p {
    margin-top: 4px;
  }

  .plain {
    list-style: none;
  }

  .is-scored {
    margin-top: 4px;
  }

  .is-scored li {
    display: flex;
    justify-content: space-between;
    gap: 16px;
  }

  .is-scored li + li {
    margin-top: 4px;
    padding-top: 4px;
    border-top: 1px solid var(--_rule);
  }

  .step {
    display: block;
  }

  .is-scored b {
    font-weight: 600;
    text-align: right;
    white-space: nowrap;
  }

  .sec p.ask {
    margin-top: 10px;
  }

  .sign {
    display: flex;
    align-items: flex-end;
    justify-content: space-between;
    gap: 16px;
    margin-top: auto;
    padding-top: 22px;
    font-size: 12px;
    color: var(--_ink-3);
  }

  .sign span:first-child {
    min-width: 220px;
    padding-top: 6px;
    border-top: 1px solid var(--_ink);
    color: var(--_ink-2);
  }

  .sign span:last-child {
    text-align: right;
  }

  @media (max-width: 720px) {
    .letter {
      padding: 8px 0 16px;
    }

    .desk {
      padding: 0 16px;
    }

    .sheet {
      min-height: 0;
      padding: 28px 18px;
    }

    .letterhead {
      display: block;
      padding-bottom: 20px;
    }

    .letterhead dl {
      grid-template-columns: auto 1fr;
      margin-top: 14px;
    }

    .letterhead dd {
      text-align: left;
    }

    .sec {
      grid-template-columns: minmax(0, 1fr);
      gap: 2px;
    }

    .is-scored li {
      display: block;
      padding: 2px 0;
    }

    .is-scored b {
      display: block;
      text-align: left;
      white-space: normal;
    }

    .sign {
      display: block;
      margin-top: 28px;
    }

    .sign span {
      display: block;
    }

    .sign span:last-child {
      margin-top: 10px;
      text-align: left;
    }
  }

  /* Black on white; solid against hatched still tells the direction. */
  @media print {
    :host([full]) {
      color-scheme: light;
      --_surface: #fff;
      --_ink: #000;
      --_ink-2: #222;
      --_ink-3: #444;
      --_rule: #bbb;
      --_rule-strong: #777;
    }

    .sheet risk-reasons {
      color-scheme: light;
      --risk-surface: #fff;
      --risk-ground: #fff;
      --risk-ink: #000;
      --risk-ink-2: #222;
      --risk-ink-3: #444;
      --risk-rule: #bbb;
      --risk-rule-strong: #777;
      --risk-up: #000;
      --risk-down: #000;
      --risk-down-soft: #fff;
    }

    .desk,
    .ask {
      display: none;
    }

    .letter {
      max-width: none;
      padding: 0;
    }

    .sheet {
      max-width: none;
      min-height: 0;
      padding: 0;
      border: 0;
      font-size: 10pt;
    }

    .sheet {
      --_lh: 1.45;
    }

    .sheet:lang(zh) {
      --_lh: 1.6;
    }

    .letterhead {
      padding-bottom: 14px;
    }

    .sheet risk-reasons {
      margin: 8px 0 12px;
    }

    .sec {
      padding: 6px 0;
    }

    .sign {
      padding-top: 18px;
    }
  }
`;
