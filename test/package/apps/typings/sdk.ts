import { loadModel, isRiskError, type Explanation } from 'insitu';
import { loadModel as loadInNode } from 'insitu/node';
import { RiskScoreElement } from 'insitu/components';
import 'insitu/components/define';

export async function explain(url: string): Promise<Explanation | undefined> {
  try {
    const model = await loadModel(url, { engine: 'reference' });
    return await model.explain({ income: 42_000 }, { locale: 'en' });
  } catch (error) {
    if (isRiskError(error)) return undefined;
    throw error;
  }
}

export const element: RiskScoreElement = document.createElement('risk-score');
export const inNode: typeof loadModel | typeof loadInNode = loadInNode;

// @ts-expect-error: no such engine
void loadModel('', { engine: 'abacus' });
