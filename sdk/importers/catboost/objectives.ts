import type { Link } from '../../model/calibration.js';

/**
 * Loss functions whose raw value is a log-odds or the predicted number itself, with their link.
 *
 * Everything else is refused by its name: several outputs (MultiClass, MultiRMSE,
 * RMSEWithUncertainty...), predictions that are an exponential of the raw value (Poisson, Tweedie,
 * LogLinQuantile, Cox...), and rankings, whose raw values mean something within a group only.
 */
const LINKS: Readonly<Record<string, Link>> = {
  Logloss: 'logistic',
  CrossEntropy: 'logistic',
  RMSE: 'identity',
  MAE: 'identity',
  Quantile: 'identity',
  MAPE: 'identity',
  Huber: 'identity',
  Expectile: 'identity',
  Lq: 'identity',
  LogCosh: 'identity',
  RMSPE: 'identity',
};

/** The link of a loss function; undefined where it is not carried. */
export function linkOf(loss: string): Link | undefined {
  return Object.hasOwn(LINKS, loss) ? LINKS[loss] : undefined;
}
