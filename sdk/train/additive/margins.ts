import type { TrainRows } from '../train-rows.js';
import { bestConstant, meanLoss, type Objective } from './loss.js';

/** Rows with the margin that the model gives them so far. */
export class Margins {
  readonly rows: TrainRows;
  readonly weight: Float64Array | undefined;
  readonly margin: Float64Array;
  readonly #objective: Objective;

  /** @param weight - adds up to the number of rows. */
  constructor(rows: TrainRows, objective: Objective, weight: Float64Array | undefined) {
    this.rows = rows;
    this.weight = weight;
    this.margin = new Float64Array(rows.rows);
    this.#objective = objective;
  }

  /** Gives every row the best constant, and says which. */
  begin(): number {
    const constant = bestConstant(this.#objective, this.rows.target, this.weight);
    this.add(constant);
    return constant;
  }

  add(constant: number): void {
    for (let row = 0; row < this.margin.length; row++) this.margin[row]! += constant;
  }

  /** Adds a feature's table: an entry by bin. */
  addMain(feature: number, table: Float64Array): void {
    const bins = this.rows.bins[feature]!;
    for (let row = 0; row < bins.length; row++) this.margin[row]! += table[bins[row]!]!;
  }

  /** Adds a pair's table, the second feature running fastest. */
  addPair(first: number, second: number, table: Float64Array, stride: number): void {
    const a = this.rows.bins[first]!;
    const b = this.rows.bins[second]!;
    for (let row = 0; row < a.length; row++)
      this.margin[row]! += table[a[row]! * stride + b[row]!]!;
  }

  /** Mean loss; fills the derivatives of each row where they are given. */
  loss(gradient?: Float64Array, hessian?: Float64Array): number {
    return meanLoss(this.#objective, this.margin, this.rows.target, this.weight, gradient, hessian);
  }
}
