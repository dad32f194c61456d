import type { DefineComponent } from 'vue';
import type {
  RiskErrorEvent,
  RiskDecisionLetterElement,
  RiskFairnessElement,
  RiskLedgerElement,
  RiskProgressEvent,
  RiskReasonsElement,
  RiskRecourseElement,
  RiskRecourseEvent,
  RiskReviewEvent,
  RiskScoreElement,
  RiskScoreEvent,
  RiskWhatIfElement,
} from './index.js';
import type {
  RiskStudioElement,
  RiskStudioModelEvent,
  RiskStudioTableEvent,
} from './studio/index.js';

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

/** Of every element that is about one applicant. */
type AboutApplicant =
  'src' | 'locale' | 'debounce' | 'headingLevel' | 'applicant' | 'trust' | 'model';

interface Named {
  readonly for: string;
  readonly theme: 'light' | 'dark';
  readonly 'onRisk-error': (event: RiskErrorEvent) => void;
}

interface ReasonsProps
  extends
    Named,
    Pick<
      RiskReasonsElement,
      AboutApplicant | 'show' | 'direction' | 'pairs' | 'explanation' | 'info'
    > {}

interface RecourseProps
  extends
    Named,
    Pick<
      RiskRecourseElement,
      AboutApplicant | 'target' | 'maxChanges' | 'count' | 'budget' | 'features' | 'wording'
    > {
  readonly 'onRisk-recourse': (event: RiskRecourseEvent) => void;
}

interface WhatIfProps
  extends
    Named,
    Pick<
      RiskWhatIfElement,
      AboutApplicant | 'features' | 'feature' | 'second' | 'value' | 'wording'
    > {}

interface LetterProps
  extends
    Named,
    Pick<
      RiskDecisionLetterElement,
      | AboutApplicant
      | ('full' | 'regime' | 'applicantName' | 'lender' | 'department' | 'reference' | 'date')
      | ('notice' | 'explanation' | 'info' | 'recourse' | 'wording')
    > {
  readonly 'onRisk-review': (event: RiskReviewEvent) => void;
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

interface StudioProps extends Pick<
  RiskStudioElement,
  'locale' | 'headingLevel' | 'assets' | 'trainer' | 'knownWords'
> {
  readonly for: string;
  readonly theme: 'light' | 'dark';
  readonly 'onRisk-studio-model': (event: RiskStudioModelEvent) => void;
  readonly 'onRisk-studio-table': (event: RiskStudioTableEvent) => void;
}

declare module 'vue' {
  interface GlobalComponents {
    'risk-score': Component<ScoreProps>;
    'risk-reasons': Component<ReasonsProps>;
    'risk-recourse': Component<RecourseProps>;
    'risk-what-if': Component<WhatIfProps>;
    'risk-decision-letter': Component<LetterProps>;
    'risk-ledger': Component<LedgerProps>;
    'risk-fairness': Component<FairnessProps>;
    'risk-studio': Component<StudioProps>;
  }
}
