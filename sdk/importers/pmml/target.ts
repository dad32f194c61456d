import { attribute, childrenOf, quote, refuseElement } from './elements.js';
import { targetField } from './read-fields.js';
import type { Inputs } from './scope.js';
import type { Element } from './xml.js';

/** Which category of the target a probability is of. */
export class Target {
  readonly #wanted: string | undefined;
  readonly #declared: readonly string[];
  #chosen: string | undefined;
  #others: readonly string[] = [];

  /**
   * @param model - the file's model element, whose mining schema names the target.
   * @param wanted - what the caller asks for.
   */
  constructor(model: Element, inputs: Inputs, wanted: string | undefined) {
    this.#wanted = wanted;
    const name = targetField(model);
    const field = name === undefined ? undefined : inputs.data(name);
    this.#declared = field
      ? childrenOf(field, 'Value')
          .filter((each) => (attribute(each, 'property') ?? 'valid') === 'valid')
          .flatMap((each) => attribute(each, 'value') ?? [])
      : [];
  }

  /**
   * The category that a model is to give the probability of: the one asked for, else the second of
   * two in the order of the data dictionary, else the first that the model itself names.
   */
  choose(model: Element, named: readonly string[]): string {
    const known = this.#declared.length > 0 ? this.#declared : named;
    const all = [...new Set([...known, ...named])];
    if (this.#wanted !== undefined) {
      if (!all.includes(this.#wanted)) {
        refuseElement(model, `a target category ${quote(this.#wanted)}, which it does not name,`);
      }
    } else if (all.length > 2) {
      refuseElement(
        model,
        `a target of ${all.length} categories (the option targetCategory picks one of a tree)`,
      );
    }
    this.#chosen = this.#wanted ?? (this.#declared.length === 2 ? all[1]! : named[0]!);
    this.#others = all.filter((each) => each !== this.#chosen);
    return this.#chosen;
  }

  /** The category chosen, once a model has asked. */
  get category(): string | undefined {
    return this.#chosen;
  }

  /** For people: whose probability it is. */
  get note(): string | undefined {
    if (this.#chosen === undefined) return undefined;
    const others = this.#others.map(quote).join(', ');
    return `the probability is that of ${quote(this.#chosen)} (others: ${others || 'none'}); the option targetCategory chooses`;
  }
}
