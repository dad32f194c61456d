import { expect, it } from 'vitest';

/** Lit's build for servers brings a registry of its own, and notes its versions. */
const LIT = /^(customElements|lit\w*|reactiveElement\w*)$/i;

it('imports on a server, where there is no DOM, without a global of its own', async () => {
  const before = new Set(Object.getOwnPropertyNames(globalThis));
  const elements = await import('../../components/index.js');
  const { RiskFairnessElement, RiskLedgerElement, RiskReasonsElement, RiskScoreElement } = elements;
  const { RiskDecisionLetterElement, RiskRecourseElement, RiskWhatIfElement } = elements;
  const { customElements } = globalThis;
  for (const name of ['risk-score', 'risk-reasons', 'risk-ledger', 'risk-fairness']) {
    expect(customElements.get(name), name).toBeUndefined();
  }
  await import('../../components/define.js');
  expect(customElements.get('risk-score')).toBe(RiskScoreElement);
  expect(customElements.get('risk-reasons')).toBe(RiskReasonsElement);
  expect(customElements.get('risk-ledger')).toBe(RiskLedgerElement);
  expect(customElements.get('risk-fairness')).toBe(RiskFairnessElement);
  expect(customElements.get('risk-recourse')).toBe(RiskRecourseElement);
  expect(customElements.get('risk-what-if')).toBe(RiskWhatIfElement);
  expect(customElements.get('risk-decision-letter')).toBe(RiskDecisionLetterElement);
  const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
  expect(added.filter((name) => !LIT.test(name))).toEqual([]);
  for (const element of [RiskScoreElement, RiskRecourseElement, RiskWhatIfElement]) {
    expect(() => new element()).not.toThrow();
  }
});
