export { RiskStudioElement } from './risk-studio.js';
export { RiskStudioModelEvent, RiskStudioTableEvent } from './studio-event.js';
export type { FeatureWords, KnownWords } from './decisions.js';
