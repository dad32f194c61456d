import type { Columns } from '../../scoring/results.js';
import type { Expectation } from './expectation.js';

/** How a model is adapted to a channel. */
export interface AdaptSettings {
  /**
   * Short name of the channel: joins the version of the adapted model. Letters, digits, `.` and `-`.
   * @defaultValue 'channel'
   */
  readonly channel?: string;
  /**
   * Applicants of the source, without labels: how they spread over the model's bins. Needed where the
   * model does not say so itself (a bundle's reference population, or the weights of its tables).
   * @defaultValue the model's own
   */
  readonly population?: Columns;
  /**
   * Set where rows were chosen by their outcome (as many bad as good ones, say): the share of bad among
   * all applicants of the channel, above 0 and below 1. What is known to be shifted by the choice, the
   * intercept, is put right.
   */
  readonly sampling?: { readonly bads: number };
  /** A private P-256 key as JWK; the addition is unsigned without. */
  readonly key?: JsonWebKey;
}

/** Why the source stays as it is. */
export type Refusal =
  /** Fewer than 50. */
  | 'TOO_FEW_ROWS'
  /** All labels are alike. */
  | 'ONE_CLASS'
  /** The labels are as probable under the source as it is, and no gain is expected of a change. */
  | 'NO_EVIDENCE'
  /** The channel orders risk the other way round: this is no source for it. */
  | 'SOURCE_REVERSED';

/** What came of adapting. */
export interface Adaptation {
  readonly rows: number;
  readonly bads: number;
  /**
   * Rows that have every value and the label of an earlier one, where there are any. Each counts as an
   * applicant: where they are copies, too much is expected.
   */
  readonly copies?: number;
  /** Why there is no addition; the model as it is stays the best that these rows support. */
  readonly refused?: Refusal;
  /** The bytes of the addition: for the option `delta` of `loadModel`. */
  readonly addition?: Uint8Array<ArrayBuffer>;
  /** Identity of the adapted model. */
  readonly digest?: string;
  /** Absent where nothing could be fitted. */
  readonly expects?: AdaptExpectation;
  /** The correction for people to read, as far as it was fitted. */
  readonly card?: DeltaCard;
  /** Log-odds of the rows before and after, and points where the model has a scale; absent if refused. */
  readonly preview?: {
    readonly before: Preview;
    readonly after: Preview;
  };
}

/** What a card is expected to do, and what cannot be said. */
export interface AdaptExpectation extends Expectation {
  /**
   * Chance that slope and intercept are all that differs. From 300 rows on only: with fewer it says
   * nothing.
   */
  readonly noShift?: number;
}

/** Scores of the labelled rows, in their order. */
export interface Preview {
  readonly logOdds: Float64Array;
  readonly points?: Int32Array;
}

/** A delta card as people read it. Points are those of the model's scale, not rounded. */
export interface DeltaCard {
  /** Log-odds that every row gets, at the mean of the rows' margins. */
  readonly intercept: number;
  /** How much more (above 0) or less the source's own margin counts: 0.1 is a tenth more. */
  readonly slope: number;
  /** Largest first, by how much a correction moves the population. */
  readonly features: readonly {
    readonly feature: string;
    /** Standard deviation over the population, in log-odds. */
    readonly effect: number;
    readonly bins: readonly DeltaBin[];
  }[];
}

/** One step of a correction. */
export interface DeltaBin {
  /** Raw values from `from` to `to`, as the model cuts them; open where `undefined`. Of numbers only. */
  readonly from?: number;
  readonly to?: number;
  /** Labels or codes; `other` stands for what no split names. */
  readonly categories?: readonly (string | number)[];
  readonly missing?: true;
  /** Share of the population. */
  readonly share: number;
  /** Above 0 is riskier. */
  readonly logOdds: number;
  readonly points?: number;
}

/** Which rows to label next. */
export interface LabelChoice {
  /** Row numbers, in the order of the rows. */
  readonly rows: Uint32Array;
  /** Share of bad expected among them, and among all rows, by the source. */
  readonly expectedBads: number;
  readonly expectedBadsOfAll: number;
}
