import { loadModel } from 'insitu';
import 'insitu/components/define';

/** Scores one applicant and leaves the outcome where the test looks for it. */
async function run() {
  const answer = await fetch('./applicant.json');
  const model = await loadModel('./model.insitu');
  const score = await model.score(await answer.json());
  return { score, element: customElements.get('risk-score') !== undefined };
}

/** Scores one applicant by a network: the engine comes from the page's own origin. */
globalThis.scoreNetwork = async (applicant) => {
  const model = await loadModel('./network.insitu', { workers: 1 });
  const { margin, engine } = await model.score(applicant);
  await model.dispose();
  return { margin, engine };
};

run().then(
  (outcome) => (globalThis.outcome = outcome),
  (error) => (globalThis.outcome = { error: `${error?.code}: ${error?.message}` }),
);
