import { css } from 'lit';

/**
 * The design tokens. A host page sets any `--risk-*` on the element or an ancestor; inside, the
 * elements read the private `--_*`. Dark follows the page's own `color-scheme`, so a page that is
 * light on a dark system stays whole; `theme="dark"` on an element decides for that element.
 */
export const tokens = css`
  :host {
    display: block;
    --_surface: var(--risk-surface, #ffffff);
    --_sunken: var(--risk-sunken, #ebf0ed);
    --_ink: var(--risk-ink, #11201b);
    --_ink-2: var(--risk-ink-2, #3d4d47);
    --_ink-3: var(--risk-ink-3, #5a6a64);
    --_rule: var(--risk-rule, #d2dcd7);
    --_rule-strong: var(--risk-rule-strong, #76867f);
    --_on-ink: var(--risk-on-ink, #ffffff);
    --_up: var(--risk-up, #1b4f9e);
    --_down: var(--risk-down, #924a00);
    --_down-soft: var(--risk-down-soft, #f8e7d2);
    --_focus: var(--risk-focus, #1b4f9e);
    --_error: var(--risk-error, #8e2a3a);
    --_error-soft: var(--risk-error-soft, #f9e9eb);
    --_ground: var(--risk-ground, var(--_surface));

    --_font: var(
      --risk-font,
      -apple-system,
      BlinkMacSystemFont,
      'Segoe UI',
      Roboto,
      'Helvetica Neue',
      Arial,
      'PingFang SC',
      'Hiragino Sans GB',
      'HarmonyOS Sans SC',
      'MiSans',
      'Microsoft YaHei',
      'Noto Sans CJK SC',
      'Noto Sans SC',
      sans-serif
    );
    --_font-mono: var(
      --risk-font-mono,
      ui-monospace,
      'SF Mono',
      SFMono-Regular,
      Menlo,
      Consolas,
      'Liberation Mono',
      'Noto Sans Mono CJK SC',
      monospace
    );
    --_radius: var(--risk-radius-1, 3px);
    --_ease: cubic-bezier(0.2, 0, 0, 1);
    --_fast: 120ms;
    --_base: 200ms;
  }

  @supports (color: light-dark(#000, #fff)) {
    :host {
      --_surface: var(--risk-surface, light-dark(#ffffff, #121a17));
      --_sunken: var(--risk-sunken, light-dark(#ebf0ed, #1b2522));
      --_ink: var(--risk-ink, light-dark(#11201b, #e8efec));
      --_ink-2: var(--risk-ink-2, light-dark(#3d4d47, #b7c4be));
      --_ink-3: var(--risk-ink-3, light-dark(#5a6a64, #93a49d));
      --_rule: var(--risk-rule, light-dark(#d2dcd7, #2a3632));
      --_rule-strong: var(--risk-rule-strong, light-dark(#76867f, #6f8079));
      --_on-ink: var(--risk-on-ink, light-dark(#ffffff, #0c1311));
      --_up: var(--risk-up, light-dark(#1b4f9e, #8ab8f4));
      --_down: var(--risk-down, light-dark(#924a00, #edaa62));
      --_down-soft: var(--risk-down-soft, light-dark(#f8e7d2, #3a2913));
      --_focus: var(--risk-focus, light-dark(#1b4f9e, #8ab8f4));
      --_error: var(--risk-error, light-dark(#8e2a3a, #f0a0ac));
      --_error-soft: var(--risk-error-soft, light-dark(#f9e9eb, #35191e));
    }
  }

  :host([hidden]) {
    display: none;
  }

  :host([theme='light']) {
    color-scheme: light;
  }

  :host([theme='dark']) {
    color-scheme: dark;
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --_fast: 0ms;
      --_base: 0ms;
    }
  }
`;
