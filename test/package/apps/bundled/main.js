import { loadModel } from 'insitu';
import 'insitu/components/define';
import { createRecord, openRecordStore, recordDigest } from 'insitu/records';

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

/** Scores the same applicant in a batch of one, in the worker with a GPU. */
globalThis.scoreOnGpu = async () => {
  const applicant = await (await fetch('./applicant.json')).json();
  const model = await loadModel('./model.insitu', { engine: 'webgpu' });
  const columns = Object.fromEntries(Object.entries(applicant).map(([name, v]) => [name, [v]]));
  const { margin, engine } = await model.scoreBatch(columns);
  const { adapter, isolation } = model.plan.batches;
  await model.dispose();
  return { margin: margin[0], engine, adapter, closed: isolation?.policy };
};

/** Makes a decision record, keeps it encrypted, and reads it back. */
globalThis.keepRecord = async () => {
  const applicant = await (await fetch('./applicant.json')).json();
  const model = await loadModel('./model.insitu');
  const explanation = await model.explain(applicant);
  const { record, salt } = await createRecord({ info: model.info, explanation, applicant });
  await model.dispose();
  const store = await openRecordStore({ retention: { years: 3 }, persist: false });
  await store.add(record, { salt });
  const kept = await store.get(record.id);
  store.close();
  const same = (await recordDigest(kept.record)) === (await recordDigest(record));
  return { margin: kept.record.score.margin, same };
};

/** Asks what would change the outcome, in the worker that answers questions. */
globalThis.askQuestions = async () => {
  const applicant = await (await fetch('./applicant.json')).json();
  const model = await loadModel('./model.insitu');
  const features = [model.info.features[0].name];
  const { axes, margin } = await model.whatIf(applicant, { features });
  const { paths } = await model.recourse(applicant, {
    target: { probability: 0.05 },
    budgetMs: 2000,
  });
  await model.dispose();
  return { margin: margin[axes[0].current], probability: paths[0].score.probability };
};

run().then(
  (outcome) => (globalThis.outcome = outcome),
  (error) => (globalThis.outcome = { error: `${error?.code}: ${error?.message}` }),
);
