import { RiskError } from '../core/errors.js';

/** How long records are kept, from the time of the decision: whole years, or whole days. */
export type Retention = { readonly years: number } | { readonly days: number };

const DAY_MS = 86_400_000;
const MAX_YEARS = 100;

/** @throws RiskError `OPTION_INVALID` unless it is one of the two, and from 1 to a hundred years. */
export function assertRetention(retention: Retention): void {
  const entries = typeof retention === 'object' && retention ? Object.entries(retention) : [];
  const [unit, count] = entries[0] ?? [];
  const most = unit === 'years' ? MAX_YEARS : unit === 'days' ? MAX_YEARS * 366 : 0;
  const whole = Number.isInteger(count) && count! >= 1 && count! <= most;
  if (entries.length === 1 && whole) return;
  const expected = '{ years } or { days }: a whole number from 1, a hundred years at most';
  throw new RiskError('OPTION_INVALID', `"retention" expected ${expected}`, { path: 'retention' });
}

/**
 * When a record's time is up, in milliseconds since 1970. Years are those of the calendar: three years
 * from the 29th of February end on the 1st of March.
 */
export function expiryOf(at: number, retention: Retention): number {
  if ('days' in retention) return at + retention.days * DAY_MS;
  const end = new Date(at);
  end.setUTCFullYear(end.getUTCFullYear() + retention.years);
  return end.getTime();
}
