import type { Score } from '../sdk/index.js';
import { byId, onLanguage, words } from './page-chrome.js';
import { shape } from './samples.js';

/** On a phone the form is below the score: while that is out of sight, the strip shows it too. */
export function showStripScore(score: Score | undefined): void {
  const place = byId('strip-score');
  if (!score) return place.replaceChildren();
  const { points, decision } = score;
  const said = decision ? words().decision[decision] : '';
  place.replaceChildren(...(decision ? [shape(decision)] : []), `${points ?? ''} ${said}`);
}

/** The two buttons that open the ledger: one in the strip, one in the page for phones. */
export function startStrip(): void {
  const book = byId('book');
  const toggles = [...document.querySelectorAll<HTMLButtonElement>('.show-book')];
  const show = (): void => {
    for (const toggle of toggles) {
      toggle.textContent = book.hidden ? words().showBook : words().hideBook;
      toggle.setAttribute('aria-expanded', String(!book.hidden));
    }
  };
  for (const toggle of toggles) {
    toggle.addEventListener('click', () => {
      book.hidden = !book.hidden;
      show();
      if (!book.hidden) book.scrollIntoView({ block: 'nearest' });
    });
  }
  onLanguage(show);
  new IntersectionObserver(([entry]) => {
    byId('strip-score').hidden = entry?.isIntersecting ?? true;
  }).observe(byId('score'));
}
