import type { Regime } from '../model/disclosure.js';
import type { RiskModel } from '../model/model.js';
import { effectsOf, type Effect } from './effects.js';
import { lintProtected, lintRecourse } from './lint-features.js';
import { lintReasons } from './lint-reasons.js';
import { lintRegimes } from './lint-regimes.js';
import { lintWording } from './lint-wording.js';
import { FindingList, type Finding } from './rules.js';

/** What a model says to people, looked over. */
export interface LintReport {
  /** Under which regimes: those that were asked for, else those of the bundle. */
  readonly regimes: readonly Regime[];
  /** Errors first; otherwise in the order of the model. */
  readonly findings: readonly Finding[];
  /** How risk goes as each numeric feature rises, by the model's own body. */
  readonly effects: Readonly<Record<string, Effect>>;
  /** What could not be looked at: the directions of a network's features. */
  readonly unchecked: readonly string[];
}

/**
 * Looks for what makes the reasons of a model no reasons: vague or missing wording, features that
 * nothing states, directions that one sentence cannot cover, protected attributes without a basis,
 * advice that nobody can follow, and what a regime asks for and the bundle lacks.
 *
 * The linter knows phrases and names, not the law of a case: that it is silent proves nothing, that
 * it speaks is worth reading. Each finding names the source of its rule.
 *
 * @param model - sound, as `decodeBundle` gives it, with its disclosure.
 * @param regimes - @defaultValue those that the bundle has terms for
 */
export function lintModel(model: RiskModel, regimes?: readonly Regime[]): LintReport {
  const stated = Object.keys(model.disclosure?.regimes ?? {}) as Regime[];
  const asked = regimes ?? stated;
  const effects = effectsOf(model);
  const list = new FindingList();
  lintReasons(model, asked, effects, list);
  lintWording(model, effects, list);
  lintProtected(model, asked, list);
  lintRecourse(model, asked, effects, list);
  lintRegimes(model, asked, list);
  const weight = { error: 0, warning: 1 };
  return {
    regimes: asked,
    findings: list.findings.sort((a, b) => weight[a.severity] - weight[b.severity]),
    effects: Object.fromEntries(
      model.features.flatMap(({ name }, f) => (effects[f] ? [[name, effects[f]]] : [])),
    ),
    unchecked: model.body.kind === 'network' ? ['the directions of a network'] : [],
  };
}
