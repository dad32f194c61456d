import type { Calibration } from '../calibration.js';
import { binCount } from '../feature.js';
import type { RiskModel } from '../model.js';
import type { PointsScale } from '../scale.js';
import type { IssueList } from './issues.js';

/** Checks what turns a margin into something shown: calibration, points, reasons. */
export function checkPresentation(model: RiskModel, list: IssueList): void {
  checkCalibration(model.calibration, list);
  if (model.scale) checkScale(model.scale, list);
  checkReasons(model, list);
  checkBaseline(model, list);
}

function checkCalibration(calibration: Calibration, list: IssueList): void {
  if (calibration.kind === 'isotonic') {
    const { logOdds, probability } = calibration;
    const path = 'calibration';
    const sized = logOdds.length === probability.length && logOdds.length >= 1;
    if (!list.check(sized, 'SHAPE', path, 'as many probabilities as log-odds, at least one'))
      return;
    for (let i = 0; i < logOdds.length; i++) {
      const rising =
        i === 0 || (logOdds[i]! > logOdds[i - 1]! && probability[i]! >= probability[i - 1]!);
      const inRange = probability[i]! >= 0 && probability[i]! <= 1 && Number.isFinite(logOdds[i]!);
      if (!rising || !inRange)
        list.add('CALIBRATION', `${path}[${i}]`, 'ascending, probabilities in [0, 1]');
    }
  } else {
    for (const [name, value] of Object.entries(calibration)) {
      if (name === 'kind') continue;
      list.check(Number.isFinite(value), 'CALIBRATION', `calibration.${name}`, 'a finite number');
    }
  }
}

function checkScale(scale: PointsScale, list: IssueList): void {
  const finite = (value: number | undefined, name: string): void => {
    if (value !== undefined)
      list.check(Number.isFinite(value), 'SCALE', `scale.${name}`, 'a finite number');
  };
  finite(scale.offset, 'offset');
  finite(scale.factor, 'factor');
  list.check(scale.factor !== 0, 'SCALE', 'scale.factor', 'not 0');
  finite(scale.min, 'min');
  finite(scale.max, 'max');
  if (scale.min !== undefined && scale.max !== undefined) {
    list.check(scale.min < scale.max, 'SCALE', 'scale', 'min < max');
  }
  const ids = new Set<string>();
  scale.bands.forEach((band, i) => {
    finite(band.from, `bands[${i}].from`);
    list.check(!ids.has(band.id), 'NAME_TWICE', `scale.bands[${i}].id`, 'unique ids');
    ids.add(band.id);
    if (i > 0) {
      list.check(
        band.from > scale.bands[i - 1]!.from,
        'BANDS_ORDER',
        `scale.bands[${i}].from`,
        'ascending',
      );
    }
  });
  list.check(scale.bands.length <= 255, 'SCALE', 'scale.bands', 'at most 255');
  if (scale.cutoffs) {
    finite(scale.cutoffs.approve, 'cutoffs.approve');
    finite(scale.cutoffs.review, 'cutoffs.review');
  }
}

function checkReasons(model: RiskModel, list: IssueList): void {
  const owner = new Array<number>(model.features.length).fill(-1);
  const codes = new Set<string>();
  model.reasons.forEach((group, g) => {
    const path = `reasons[${g}]`;
    list.check(
      group.code !== '' && !codes.has(group.code),
      'NAME_TWICE',
      `${path}.code`,
      'unique codes',
    );
    codes.add(group.code);
    list.check(
      group.features.length > 0,
      'REASON_FEATURES',
      `${path}.features`,
      'at least one feature',
    );
    for (const f of group.features) {
      if (!(f >= 0 && f < owner.length))
        list.add('FEATURE_RANGE', `${path}.features`, 'features of the model');
      else if (owner[f] !== -1)
        list.add('REASON_FEATURES', `${path}.features`, 'each feature in one group');
      else owner[f] = g;
    }
  });
  owner.forEach((g, f) => {
    if (g === -1) list.add('REASON_FEATURES', `features[${f}]`, 'a reason group');
  });
}

function checkBaseline(model: RiskModel, list: IssueList): void {
  if (!model.baseline) return;
  const { histograms, rows } = model.baseline;
  if (
    !list.check(histograms.length === model.features.length, 'SHAPE', 'baseline', 'one per feature')
  )
    return;
  histograms.forEach((histogram, f) => {
    const path = `baseline.histograms[${f}]`;
    const bins = binCount(model.features[f]!);
    if (!list.check(histogram.length === bins, 'SHAPE', path, `${bins} bins`)) return;
    const sum = histogram.reduce((n, count) => n + count, 0);
    list.check(sum === rows, 'BASELINE', path, 'counts that add up to `rows`');
  });
}
