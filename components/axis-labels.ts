/** A figure under an axis, and which way it leans: centred on its mark, or inside the axis' end. */
export interface AxisLabel {
  readonly value: number;
  readonly side: '' | 'is-left' | 'is-right';
}

/** Width of one tabular figure at 11 px, and the least gap between two labels. */
const FIGURE = 6.3;
const GAP = 4;

/**
 * The labels that fit side by side. Earlier values win over later ones; `first` wins over all.
 *
 * @param at - position of a value, 0 to 1.
 * @param width - px of the whole axis.
 */
export function fitLabels(
  values: readonly number[],
  at: (value: number) => number,
  width: number,
  first?: number,
): AxisLabel[] {
  const taken: { from: number; to: number }[] = [];
  const fitted: AxisLabel[] = [];
  const order =
    first === undefined || !values.includes(first)
      ? values
      : [first, ...values.filter((value) => value !== first)];
  for (const value of order) {
    const size = String(value).length * FIGURE;
    const centre = at(value) * width;
    if (centre < -0.5 || centre > width + 0.5) continue;
    const side = centre < size / 2 ? 'is-left' : centre > width - size / 2 ? 'is-right' : '';
    const from =
      side === 'is-left' ? centre : side === 'is-right' ? centre - size : centre - size / 2;
    const to = from + size;
    if (taken.some((other) => from < other.to + GAP && to > other.from - GAP)) continue;
    taken.push({ from, to });
    fitted.push({ value, side });
  }
  return fitted.sort((a, b) => a.value - b.value);
}
