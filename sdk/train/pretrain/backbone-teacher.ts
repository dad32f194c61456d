import { RiskError } from '../../core/errors.js';
import { binOf } from '../../model/binning.js';
import { readColumns } from '../../scoring/columns.js';
import { codeUnlisted } from '../distill/unlisted-words.js';
import type { Teacher } from '../distill/teacher.js';
import type { Backbone } from './backbone.js';
import { createScorer } from './score-network.js';

/** Which of a backbone's outputs a student is to learn. */
export interface BackboneOutput {
  /** @defaultValue the only one there is */
  readonly channel?: string;
  /** @defaultValue the only one there is */
  readonly horizon?: string;
  /** @defaultValue 'backbone' */
  readonly name?: string;
}

/**
 * A backbone as a teacher, for one channel and horizon. Its scores are the same bits on every machine,
 * so that a student distilled from a kept backbone is as well.
 *
 * @throws RiskError `OPTION_INVALID` for a channel or horizon it does not have.
 */
export function createBackboneTeacher(backbone: Backbone, output: BackboneOutput = {}): Teacher {
  const { features, encodings, shape, weights } = backbone;
  const channel = indexOf('channel', backbone.channels, output.channel);
  const horizon = indexOf('horizon', backbone.horizons, output.horizon);
  const scorer = createScorer(encodings, shape, weights);
  return {
    name: output.name ?? 'backbone',
    kind: 'network',
    score(columns) {
      try {
        const table = readColumns(features, codeUnlisted(features, columns));
        const bins = features.map((feature, f) =>
          Uint8Array.from(table.columns[f]!, (value) => binOf(feature, value)),
        );
        const all = Int32Array.from({ length: table.rows }, (_, row) => row);
        return Promise.resolve(scorer.logOdds(bins, all, channel, horizon));
      } catch (error) {
        return Promise.reject(error as Error);
      }
    },
  };
}

function indexOf(what: string, names: readonly string[], wanted: string | undefined): number {
  const index = wanted === undefined && names.length === 1 ? 0 : names.indexOf(wanted!);
  if (index >= 0) return index;
  throw new RiskError('OPTION_INVALID', `"${what}" expected one of the backbone's own`, {
    path: what,
  });
}
