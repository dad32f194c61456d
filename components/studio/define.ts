import { RiskStudioElement } from './risk-studio.js';

export * from './index.js';

if (typeof customElements !== 'undefined' && !customElements.get('risk-studio')) {
  customElements.define('risk-studio', RiskStudioElement);
}
