import { loadModel, isRiskError, type Explanation } from 'insitu';
import { loadModel as loadInNode } from 'insitu/node';
import { RiskScoreElement } from 'insitu/components';
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

// @ts-expect-error: no such engine
void loadModel('', { engine: 'abacus' });
