import { RiskDecisionLetterElement } from './risk-decision-letter.js';
import { RiskFairnessElement } from './risk-fairness.js';
import { RiskLedgerElement } from './risk-ledger.js';
import { RiskReasonsElement } from './risk-reasons.js';
import { RiskRecourseElement } from './risk-recourse.js';
import { RiskScoreElement } from './risk-score.js';
import { RiskWhatIfElement } from './risk-what-if.js';

/** Registers an element, unless its name is taken: two copies on a page do no harm. */
function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}

if (typeof customElements !== 'undefined') {
  define('risk-score', RiskScoreElement);
  define('risk-reasons', RiskReasonsElement);
  define('risk-recourse', RiskRecourseElement);
  define('risk-what-if', RiskWhatIfElement);
  define('risk-decision-letter', RiskDecisionLetterElement);
  define('risk-ledger', RiskLedgerElement);
  define('risk-fairness', RiskFairnessElement);
}
