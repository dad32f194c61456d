import type { Calibration } from '../../model/calibration.js';
import { UNSTABLE } from '../leakage.js';
import type { DropReason, Finding, FindingCode, PartReport, TrainReport } from './train-report.js';

const DROPPED: Readonly<Partial<Record<DropReason, FindingCode>>> = {
  sign: 'SIGN_AGAINST_EXPECTATION',
  vif: 'COLLINEAR',
  'p-value': 'NOT_SIGNIFICANT',
};

/** What there is to say of a trained model's figures. */
export function judge({
  parts,
  calibration,
  scorecard,
}: {
  readonly parts: readonly PartReport[];
  readonly calibration: Calibration;
  readonly scorecard: TrainReport['scorecard'];
}): Finding[] {
  const findings: Finding[] = [];
  const part = (name: PartReport['part']) => parts.find((each) => each.part === name);
  const [inTime, later] = [part('in-time'), part('out-of-time')];
  if (inTime?.auc && later?.auc && later.auc.high < inTime.auc.low) {
    findings.push({
      code: 'OUT_OF_TIME_WORSE',
      severity: 'warning',
      path: 'out-of-time',
      figure: inTime.auc.value - later.auc.value,
    });
  }
  for (const { part: path, psi = 0 } of parts) {
    if (psi >= UNSTABLE) {
      findings.push({ code: 'UNSTABLE_SCORE', severity: 'warning', path, figure: psi });
    }
  }
  if (calibration.kind === 'platt') {
    findings.push({
      code: 'CALIBRATED',
      severity: 'note',
      path: 'validation',
      figure: calibration.slope,
    });
  }
  for (const { name, because, figure } of scorecard?.dropped ?? []) {
    const code = DROPPED[because];
    if (code) findings.push({ code, severity: 'note', path: name, figure });
  }
  return findings;
}
