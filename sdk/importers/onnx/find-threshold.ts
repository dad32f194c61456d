import { FLOAT_ORDER, type Precision } from '../../core/float-order.js';

/**
 * Where a condition on a raw number turns, for one that turns at most once as the number grows:
 * the smallest number at which it differs from what it is at the far left. Undefined when it never
 * does. All finite numbers of the precision are looked at, by bisection over their order.
 *
 * @param guess - a number near which the turn is likely; it saves nearly all the work.
 */
export function findTurn(
  condition: (raw: number) => boolean,
  precision: Precision,
  guess: number,
): number | undefined {
  const order = FLOAT_ORDER[precision];
  const first = condition(-order.largest);
  if (condition(order.largest) === first) return undefined;
  const near = order.round(guess);
  if (Number.isFinite(near)) {
    // A comparison with the guess itself turns at it, or one step further.
    for (const turn of [near, order.next(near)]) {
      const before = order.previous(turn);
      const inside = Number.isFinite(before) && Number.isFinite(turn);
      if (inside && condition(turn) !== first && condition(before) === first) return turn;
    }
  }
  let low = -order.largest;
  let high = order.largest;
  for (;;) {
    const middle = order.middle(low, high);
    if (middle === low) return high;
    if (condition(middle) === first) low = middle;
    else high = middle;
  }
}
