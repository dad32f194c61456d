import { css } from 'lit';

export const whatIfViewStyles = css`
  .chooser {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    padding-bottom: 8px;
  }

  .chooser label {
    display: flex;
    flex: 1 1 200px;
    align-items: center;
    gap: 8px;
    min-width: 0;
    border-bottom: 1px solid var(--_rule);
  }

  .chooser span {
    color: var(--_ink-3);
    font-size: 12px;
    white-space: nowrap;
  }

  .chooser select {
    flex: 1;
    min-width: 0;
    min-height: 44px;
    padding: 0 22px 0 6px;
    border: 0;
    border-radius: var(--_radius);
    background:
      linear-gradient(45deg, transparent 50%, var(--_ink-3) 50%) right 10px top 20px / 5px 5px
        no-repeat,
      linear-gradient(-45deg, transparent 50%, var(--_ink-3) 50%) right 5px top 20px / 5px 5px
        no-repeat;
    color: var(--_ink);
    font: inherit;
    text-overflow: ellipsis;
    appearance: none;
    cursor: pointer;
  }

  .chooser option {
    background: var(--_surface);
    color: var(--_ink);
  }

  .readout {
    display: flex;
    align-items: baseline;
    gap: 12px;
    min-height: 38px;
    padding-top: 4px;
  }

  .readout > span {
    flex: 1;
    text-wrap: pretty;
  }

  .readout b {
    font-size: 28px;
    font-weight: 600;
    line-height: 1.1;
  }

  .readout em {
    min-width: 3ch;
    font-style: normal;
    font-weight: 600;
    text-align: right;
  }

  .then {
    font-size: 12px;
    line-height: var(--_lh-body);
    color: var(--_ink-3);
  }

  .chart {
    display: block;
    overflow: visible;
    max-width: 100%;
  }

  .chart text {
    font-size: 11px;
    font-family: inherit;
    fill: var(--_ink-3);
  }

  .grid {
    stroke: var(--_rule);
  }

  .tick {
    stroke: var(--_rule-strong);
  }

  .cut {
    stroke: var(--_ink);
    stroke-dasharray: 4 3;
  }

  .curve {
    fill: none;
    stroke: var(--_up);
    stroke-width: 2;
  }

  .drop {
    stroke: var(--_ink-3);
    stroke-dasharray: 1 3;
  }

  .stem {
    stroke: var(--_ink);
  }

  .from {
    fill: var(--_ground);
    stroke: var(--_ink);
    stroke-width: 1.5;
  }

  .to {
    fill: var(--_ink);
    stroke: var(--_ground);
    stroke-width: 2;
  }

  .chart .is-line {
    fill: var(--_ink);
    font-weight: 600;
  }

  .chart .line-label,
  .chart .today {
    fill: var(--_ink);
    paint-order: stroke;
    stroke: var(--_ground);
    stroke-width: 3px;
  }

  .chart .today {
    fill: var(--_ink-2);
  }

  /* The thumb's centre runs from one end of the plot to the other. */
  .slider {
    --thumb: 16px;
    margin: 0 12px 0 40px;
    padding: 0 calc((100% - 52px) * var(--half));
  }

  .slider input {
    display: block;
    width: calc(100% + var(--thumb));
    height: 44px;
    margin: 0 calc(var(--thumb) / -2);
    background: transparent;
    appearance: none;
    cursor: pointer;
    touch-action: pan-y;
  }

  .slider input::-webkit-slider-runnable-track {
    height: 4px;
    background: linear-gradient(
      90deg,
      var(--_ink) calc(var(--f) * 100%),
      var(--_rule) calc(var(--f) * 100%)
    );
  }

  .slider input::-webkit-slider-thumb {
    width: var(--thumb);
    height: 26px;
    margin-top: -11px;
    border: 0;
    border-radius: 2px;
    background: linear-gradient(90deg, var(--_ink) 7px, var(--_on-ink) 7px 9px, var(--_ink) 9px);
    appearance: none;
  }

  .slider input::-moz-range-track {
    height: 4px;
    background: linear-gradient(
      90deg,
      var(--_ink) calc(var(--f) * 100%),
      var(--_rule) calc(var(--f) * 100%)
    );
  }

  .slider input::-moz-range-thumb {
    width: var(--thumb);
    height: 26px;
    border: 0;
    border-radius: 2px;
    background: var(--_ink);
  }

  .axis-name,
  .axes {
    font-size: 12px;
    color: var(--_ink-3);
  }

  .axis-name {
    margin-top: -6px;
  }

  .axes {
    padding: 4px 0 8px;
  }

  /* ---- two answers at once ---- */
  .surface {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
  }

  .surface th {
    padding: 6px 4px;
    border-bottom: 1px solid var(--_rule-strong);
    color: var(--_ink-3);
    font-size: 12px;
    font-weight: 400;
    overflow-wrap: anywhere;
  }

  .surface th[scope='row'] {
    padding-left: 0;
    border-bottom: 1px solid var(--_rule);
    text-align: left;
  }

  .surface td {
    height: 36px;
    padding: 0 4px;
    border-bottom: 1px solid var(--_rule);
    text-align: center;
    font-size: 13px;
  }

  .surface thead td {
    border-bottom-color: var(--_rule-strong);
  }

  .surface .is-over {
    background: var(--_ink);
    color: var(--_on-ink);
    font-weight: 600;
    border-color: var(--_ground);
  }

  .surface .is-today {
    outline: 2px solid var(--_ink);
    outline-offset: -4px;
  }

  .surface .is-over.is-today {
    outline-color: var(--_on-ink);
  }

  @container (max-width: 460px) {
    .surface td {
      font-size: 12px;
      padding: 0 1px;
    }

    .surface th {
      padding: 6px 1px;
      font-size: 11px;
    }
  }

  @media (forced-colors: active) {
    .slider input::-webkit-slider-runnable-track,
    .slider input::-webkit-slider-thumb {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .slider input::-moz-range-thumb {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .grid,
    .tick {
      stroke: GrayText;
    }

    .cut,
    .stem,
    .drop,
    .curve {
      stroke: CanvasText;
    }

    .from {
      fill: Canvas;
      stroke: CanvasText;
    }

    .to {
      fill: CanvasText;
      stroke: Canvas;
    }

    .chart text {
      fill: CanvasText;
      stroke: none;
    }

    .surface .is-over {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;
