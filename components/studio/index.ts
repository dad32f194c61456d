export { RiskStudioElement } from './risk-studio.js';
export { RiskStudioModelEvent } from './studio-event.js';
export type { FeatureWords, KnownWords } from './decisions.js';
