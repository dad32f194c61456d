import { css } from 'lit';

/** Charts: text is text at 11 or 12 px, laid out from the measured width. */
export const studioChartStyles = css`
  .chart {
    display: block;
    max-width: 100%;
    overflow: visible;
  }

  .chart text {
    fill: var(--_ink-3);
    font: 11px var(--_font);
    font-variant-numeric: tabular-nums lining-nums;
  }

  .chart .name {
    fill: var(--_ink);
    font-size: 12px;
    paint-order: stroke;
    stroke: var(--_ground);
    stroke-width: 3px;
    stroke-linejoin: round;
  }

  .grid {
    stroke: var(--_rule);
  }

  .axis,
  .tick {
    stroke: var(--_rule-strong);
  }

  .curve {
    fill: none;
    stroke: var(--_ink);
    stroke-width: 2;
    stroke-linejoin: round;
  }

  .curve.is-train {
    stroke: var(--_ink-3);
    stroke-width: 1.5;
    stroke-dasharray: 5 3;
  }

  .drop {
    stroke: var(--_ink);
  }

  .chart .to {
    fill: var(--_ink);
  }

  .chart .whisker {
    stroke: var(--_ink-3);
    stroke-width: 2;
  }

  .chart .cut {
    stroke: var(--_ink);
    stroke-dasharray: 4 3;
  }

  .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 20px 40px;
  }

  .pair.is-one {
    grid-template-columns: minmax(0, 1fr);
  }

  figure {
    min-width: 0;
    margin: 0;
  }

  .pair.is-one .lift {
    max-width: 560px;
  }

  figcaption {
    padding: 4px 0 8px;
    color: var(--_ink-3);
    font-size: 12px;
  }

  .lift-plot {
    position: relative;
    display: grid;
    grid-template-columns: repeat(10, minmax(0, 1fr));
    height: 188px;
    padding-top: 20px;
  }

  .column {
    position: relative;
    height: 100%;
  }

  .column i {
    position: absolute;
    left: 14%;
    right: 14%;
    bottom: 22px;
    height: calc(var(--h) * (100% - 22px));
    background: var(--_ink-3);
  }

  .column::after {
    content: '';
    position: absolute;
    left: 0;
    right: 0;
    bottom: 21px;
    border-bottom: 1px solid var(--_ink);
  }

  .lift-figure {
    position: absolute;
    left: 50%;
    bottom: calc(24px + var(--h) * (100% - 22px));
    z-index: 1;
    padding: 0 3px;
    /* The line of all rows ends at the figure, and does not cross it. */
    background: var(--_ground);
    font-size: 11px;
    line-height: 14px;
    transform: translateX(-50%);
  }

  .lift-name {
    position: absolute;
    left: 0;
    right: 0;
    bottom: 0;
    color: var(--_ink-3);
    font-size: 11px;
    line-height: 16px;
    text-align: center;
  }

  .lift-line {
    position: absolute;
    left: 0;
    right: 0;
    bottom: calc(22px + var(--h) * (100% - 42px));
    border-top: 1px dashed var(--_ink);
  }

  .lift-line span {
    position: absolute;
    right: 0;
    bottom: 2px;
    padding-left: 4px;
    background: var(--_ground);
    font-size: 11px;
    line-height: 14px;
  }

  .axis-name {
    padding-top: 2px;
    color: var(--_ink-3);
    font-size: 11px;
  }

  @container (max-width: 760px) {
    .pair {
      grid-template-columns: minmax(0, 1fr);
    }
  }

  @media print {
    .column i,
    .weight {
      print-color-adjust: exact;
    }
  }

  @media (forced-colors: active) {
    .column i {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .chart text {
      fill: CanvasText;
    }

    .curve,
    .chart .whisker,
    .chart .cut {
      stroke: CanvasText;
    }

    .chart .to {
      fill: CanvasText;
    }
  }
`;
