import '../components/define.js';
import { startForm } from './application-form.js';
import { showModel, showTime, startFacts } from './facts.js';
import { setSendable, startOutbox } from './outbox.js';
import { byId, onLanguage, startChrome, words } from './page-chrome.js';
import { scoreSamples, showChosenScore, startSamples } from './samples.js';
import { showSnippet } from './snippet.js';
import type { RiskScoreElement } from '../components/index.js';

const score = byId<RiskScoreElement>('score');

startChrome();
startForm();
startSamples(
  () => score.model,
  () => score.rescore(),
);
startFacts();
startOutbox();
startBook();
showSnippet();

let asked = 0;
score.addEventListener('risk-progress', ({ state }) => {
  if (state === 'scoring') asked = performance.now();
  if (state !== 'ready') setSendable(false);
});
score.addEventListener('risk-score', (event) => {
  showTime(performance.now() - asked);
  showChosenScore(event.score);
  setSendable(true);
  const { model } = score;
  if (!model) return;
  showModel(model.info);
  void scoreSamples(model);
});
score.src = './models/tw-card.insitu';

/** The ledger opens under the account, and the button says which way it will go. */
function startBook(): void {
  const toggle = byId('show-book');
  const book = byId('book');
  const show = (): void => {
    toggle.textContent = book.hidden ? words().showBook : words().hideBook;
    toggle.setAttribute('aria-expanded', String(!book.hidden));
  };
  toggle.addEventListener('click', () => {
    book.hidden = !book.hidden;
    show();
    if (!book.hidden) book.scrollIntoView({ block: 'nearest' });
  });
  onLanguage(show);
}
