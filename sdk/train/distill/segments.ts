import { binCount } from '../../model/feature.js';
import { groupBins } from '../report/bin-labels.js';
import type { FidelityReport } from '../report/train-report.js';
import type { TrainRows } from '../train-rows.js';

/** Segments that a report names. */
const SHOWN = 8;

/** Fewer rows than this, or than 1 % of them, say nothing. */
const LEAST_ROWS = 30;

/**
 * Where a student differs most from its teacher: bins of features by the mean difference of log-odds,
 * student less teacher, largest first.
 *
 * @param rows - in bins; their target is not looked at.
 */
export function worstSegments(
  rows: TrainRows,
  teacher: Float64Array,
  student: Float64Array,
): FidelityReport['segments'] {
  const least = Math.max(LEAST_ROWS, rows.rows / 100);
  const segments = rows.features.flatMap((feature, f) => {
    const bins = rows.bins[f]!;
    const size = binCount(feature);
    const [count, sum, squares] = [0, 1, 2].map(() => new Float64Array(size)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (let row = 0; row < rows.rows; row++) {
      const bin = bins[row]!;
      const off = student[row]! - teacher[row]!;
      count[bin]!++;
      sum[bin]! += off;
      squares[bin]! += off * off;
    }
    return groupBins(feature, count).flatMap(({ label, bins: of }) => {
      const total = (values: Float64Array) => of.reduce((all, bin) => all + values[bin]!, 0);
      const n = total(count);
      if (n < least) return [];
      const meanDifference = total(sum) / n;
      const rms = Math.sqrt(total(squares) / n);
      return [{ feature: feature.name, bin: label, rows: n, meanDifference, rms }];
    });
  });
  const size = (segment: (typeof segments)[number]) => Math.abs(segment.meanDifference);
  // Sorting is stable: as large, in the order of the features.
  return segments.sort((a, b) => size(b) - size(a)).slice(0, SHOWN);
}
