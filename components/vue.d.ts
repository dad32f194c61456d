import type { DefineComponent } from 'vue';
import type {
  RiskErrorEvent,
  RiskFairnessElement,
  RiskLedgerElement,
  RiskProgressEvent,
  RiskReasonsElement,
  RiskScoreElement,
  RiskScoreEvent,
} from './index.js';

/**
 * Template typings for Vue 3: `import type {} from 'insitu/components/vue';`. The compiler must
 * know the elements too: `isCustomElement: (tag) => tag.startsWith('risk-')`.
 */
type Component<Props> = DefineComponent<Partial<Props>>;

interface ScoreProps extends Pick<
  RiskScoreElement,
  | 'src'
  | 'locale'
  | 'engine'
  | 'name'
  | 'reasons'
  | 'debounce'
  | 'applicant'
  | 'trust'
  | 'model'
  | 'headingLevel'
> {
  readonly for: string;
  readonly form: string;
  readonly theme: 'light' | 'dark';
  readonly 'onRisk-score': (event: RiskScoreEvent) => void;
  readonly 'onRisk-error': (event: RiskErrorEvent) => void;
  readonly 'onRisk-progress': (event: RiskProgressEvent) => void;
}

interface ReasonsProps extends Pick<
  RiskReasonsElement,
  'locale' | 'show' | 'explanation' | 'info' | 'headingLevel'
> {
  readonly for: string;
  readonly theme: 'light' | 'dark';
}

interface LedgerProps extends Pick<
  RiskLedgerElement,
  'compact' | 'locale' | 'ledger' | 'since' | 'headingLevel'
> {
  readonly theme: 'light' | 'dark';
}

interface FairnessProps extends Pick<
  RiskFairnessElement,
  'report' | 'labels' | 'locale' | 'headingLevel'
> {
  readonly theme: 'light' | 'dark';
}

declare module 'vue' {
  interface GlobalComponents {
    'risk-score': Component<ScoreProps>;
    'risk-reasons': Component<ReasonsProps>;
    'risk-ledger': Component<LedgerProps>;
    'risk-fairness': Component<FairnessProps>;
  }
}
