import type { LitElement } from 'lit';
import { signingKey } from 'virtual:signing-key';
import '../components/define.js';
import type { RiskScoreElement } from '../components/index.js';
import { markIssues, startForm } from './application-form.js';
import { showModel, startFacts } from './facts.js';
import { followRecourse, startOutlook } from './outlook.js';
import { setSendable, startOutbox } from './outbox.js';
import { byId, startChrome } from './page-chrome.js';
import {
  chosenApplicant,
  chosenSample,
  scoreSamples,
  showChosenScore,
  startSamples,
} from './samples.js';
import { showSnippet } from './snippet.js';
import { showStripScore, startStrip } from './strip.js';

const score = byId<RiskScoreElement>('score');

startChrome();
startForm();
startSamples(
  () => score.model,
  () => {
    followRecourse();
    score.rescore();
  },
);
startOutlook(chosenSample);
startFacts();
startOutbox();
startStrip();
showSnippet();

let shown = score.model;
score.addEventListener('risk-progress', ({ state }) => {
  if (state !== 'ready') setSendable(false);
  markIssues(score.issues);
  if (score.score) return;
  showChosenScore(undefined);
  showStripScore(undefined);
});
score.addEventListener('risk-score', (event) => {
  showChosenScore(event.score);
  showStripScore(event.score);
  setSendable(true);
  const { model } = score;
  if (!model || model === shown) return;
  shown = model;
  void scoreSamples(model).then(() => showModel(model, chosenApplicant()));
});
score.trust = [signingKey];
score.src = './models/tw-card.insitu';

const ELEMENTS =
  'risk-score, risk-reasons, risk-recourse, risk-what-if, risk-decision-letter, risk-ledger';

/** Shows the page when its elements have drawn themselves, so that nothing moves. */
async function showWhole(): Promise<void> {
  const elements = document.querySelectorAll<LitElement>(ELEMENTS);
  await Promise.all([...elements].map((element) => element.updateComplete));
  document.documentElement.dataset.ready = '';
}

await showWhole();
