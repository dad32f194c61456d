import { RiskLedgerElement } from './risk-ledger.js';
import { RiskReasonsElement } from './risk-reasons.js';
import { RiskScoreElement } from './risk-score.js';

/** Registers an element, unless its name is taken: two copies on a page do no harm. */
function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}

if (typeof customElements !== 'undefined') {
  define('risk-score', RiskScoreElement);
  define('risk-reasons', RiskReasonsElement);
  define('risk-ledger', RiskLedgerElement);
}
