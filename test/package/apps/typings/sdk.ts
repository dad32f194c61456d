import { loadModel, isRiskError, type Explanation } from 'insitu';
import { loadModel as loadInNode } from 'insitu/node';
import { RiskScoreElement, type RiskFairnessElement } from 'insitu/components';
import { fairnessOf, type FairnessReport } from 'insitu/fairness';
import 'insitu/components/define';
import { createRecord, openRecordStore, type DecisionRecord } from 'insitu/records';

export async function explain(url: string): Promise<Explanation | undefined> {
  try {
    const model = await loadModel(url, { engine: 'reference' });
    return await model.explain({ income: 42_000 }, { locale: 'en' });
  } catch (error) {
    if (isRiskError(error)) return undefined;
    throw error;
  }
}

export async function keep(url: string): Promise<DecisionRecord | undefined> {
  const model = await loadModel(url);
  const explanation = await model.explain({ income: 42_000 });
  const { record, salt } = await createRecord({ info: model.info, explanation });
  const store = await openRecordStore({ retention: { years: 3 } });
  const { id } = await store.add(record, { salt });
  return (await store.get(id))?.record;
}

export const element: RiskScoreElement = document.createElement('risk-score');
export const inNode: typeof loadModel | typeof loadInNode = loadInNode;

export async function compare(element: RiskFairnessElement): Promise<FairnessReport> {
  const model = await loadModel('/loan.insitu');
  const batch = await model.scoreBatch({ income: new Float64Array([1, 2]) });
  return (element.report = fairnessOf({ batch, cutoff: 620, groups: ['a', 'b'] }));
}

// @ts-expect-error: no groups
void fairnessOf({ approved: [1] });

// @ts-expect-error: no such engine
void loadModel('', { engine: 'abacus' });
