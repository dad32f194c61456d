import type { Wording } from '../components/index.js';
import { words } from './page-chrome.js';

/** What the bank calls the steps that its customers can take. */
export const wording: Wording = ({ kind, feature, from, to }) => {
  const [was, becomes] = [Number(from), Number(to)];
  const amount = (value: number): string => Math.round(value).toLocaleString('en-US');
  if (feature === 'PAY_AMT1') {
    if (kind === 'trial') return words().ifYouPay(amount(becomes));
    return kind === 'loss'
      ? words().payOnly(amount(becomes))
      : words().payMore(amount(becomes - was));
  }
  if (feature === 'PAY_0') {
    if (kind !== 'change') return words().monthsLate(becomes);
    return becomes === 0 ? words().onTime : words().lessLate(becomes);
  }
  return undefined;
};
