import type { RiskModel } from '../model/model.js';

/**
 * The cooperative game whose Shapley values explain a score: who the players are, and what it
 * means for one to be absent.
 */
export interface Game {
  /**
   * `training`: an absent player's splits are averaged by the training weight that went each way
   * (path-dependent game). `background`: an absent player takes the values of the bundle's
   * background rows (interventional game).
   */
  readonly against: 'training' | 'background';
  readonly players: number;
  /** Player of each feature: u16[features]. Features of one player join and leave together. */
  readonly playerOf: Uint16Array;
}

/** Every feature is a player. */
export function featureGame(model: RiskModel, against: Game['against']): Game {
  const players = model.features.length;
  return { against, players, playerOf: Uint16Array.from({ length: players }, (_, f) => f) };
}

/** Every reason group is a player: the quotient game. */
export function groupGame(model: RiskModel, against: Game['against']): Game {
  const playerOf = new Uint16Array(model.features.length);
  model.reasons.forEach((group, g) => {
    for (const f of group.features) playerOf[f] = g;
  });
  return { against, players: model.reasons.length, playerOf };
}

/** Against the bundle's background population where it carries one, else the training weights. */
export function defaultAgainst(model: RiskModel): Game['against'] {
  return model.body.kind === 'forest' && model.body.background ? 'background' : 'training';
}
