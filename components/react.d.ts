import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type {
  RiskDecisionLetterElement,
  RiskFairnessElement,
  RiskLedgerElement,
  RiskReasonsElement,
  RiskRecourseElement,
  RiskScoreElement,
  RiskWhatIfElement,
} from './index.js';
import type { RiskStudioElement } from './studio/index.js';

/**
 * JSX typings for React 18 and 19: `import type {} from 'insitu/components/react';`.
 * React 19 sets properties such as `applicant`; React 18 sets attributes only.
 */
type ElementProps<E extends HTMLElement, K extends keyof E> = Omit<
  DetailedHTMLProps<HTMLAttributes<E>, E>,
  K
> &
  Partial<Pick<E, K>>;

type ScoreProps = ElementProps<
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
> & {
  readonly for?: string;
  readonly form?: string;
  readonly theme?: 'light' | 'dark';
};

/** Of every element that is about one applicant. */
type AboutApplicant =
  'src' | 'locale' | 'debounce' | 'headingLevel' | 'applicant' | 'trust' | 'model';

interface Named {
  readonly for?: string;
  readonly theme?: 'light' | 'dark';
}

type ReasonsProps = ElementProps<
  RiskReasonsElement,
  AboutApplicant | 'show' | 'direction' | 'pairs' | 'explanation' | 'info'
> &
  Named;

type RecourseProps = ElementProps<
  RiskRecourseElement,
  AboutApplicant | 'target' | 'maxChanges' | 'count' | 'budget' | 'features' | 'wording'
> &
  Named;

type WhatIfProps = ElementProps<
  RiskWhatIfElement,
  AboutApplicant | 'features' | 'feature' | 'second' | 'value' | 'wording'
> &
  Named;

type LetterProps = ElementProps<
  RiskDecisionLetterElement,
  | AboutApplicant
  | ('full' | 'regime' | 'applicantName' | 'lender' | 'department' | 'reference' | 'date')
  | ('notice' | 'explanation' | 'info' | 'recourse' | 'wording')
> &
  Named;

type LedgerProps = ElementProps<
  RiskLedgerElement,
  'compact' | 'locale' | 'ledger' | 'since' | 'headingLevel'
> & { readonly theme?: 'light' | 'dark' };

type FairnessProps = ElementProps<
  RiskFairnessElement,
  'report' | 'labels' | 'locale' | 'headingLevel'
> & { readonly theme?: 'light' | 'dark' };

type StudioProps = ElementProps<
  RiskStudioElement,
  'locale' | 'headingLevel' | 'assets' | 'trainer' | 'knownWords'
> & { readonly for?: string; readonly theme?: 'light' | 'dark' };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'risk-score': ScoreProps;
      'risk-reasons': ReasonsProps;
      'risk-recourse': RecourseProps;
      'risk-what-if': WhatIfProps;
      'risk-decision-letter': LetterProps;
      'risk-ledger': LedgerProps;
      'risk-fairness': FairnessProps;
      'risk-studio': StudioProps;
    }
  }
}
