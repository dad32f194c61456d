import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type {
  RiskFairnessElement,
  RiskLedgerElement,
  RiskReasonsElement,
  RiskScoreElement,
} from './index.js';

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

type ReasonsProps = ElementProps<
  RiskReasonsElement,
  'locale' | 'show' | 'explanation' | 'info' | 'headingLevel'
> & { readonly for?: string; readonly theme?: 'light' | 'dark' };

type LedgerProps = ElementProps<
  RiskLedgerElement,
  'compact' | 'locale' | 'ledger' | 'since' | 'headingLevel'
> & { readonly theme?: 'light' | 'dark' };

type FairnessProps = ElementProps<
  RiskFairnessElement,
  'report' | 'labels' | 'locale' | 'headingLevel'
> & { readonly theme?: 'light' | 'dark' };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'risk-score': ScoreProps;
      'risk-reasons': ReasonsProps;
      'risk-ledger': LedgerProps;
      'risk-fairness': FairnessProps;
    }
  }
}
