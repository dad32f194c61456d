import { childrenOf, child, placeOf, quote, refuseInvalid, requiredAttribute } from './elements.js';
import { readDerivedField, type Scope } from './expressions.js';
import type { RawField } from './raw-field.js';
import { inputFields, readDataDictionary, readRawField } from './read-fields.js';
import { scalarOfField, type Scalar } from './scalar.js';
import type { Element } from './xml.js';

/** Levels of derived fields over derived fields. */
const MAX_CHAIN = 64;

/** The inputs of a model that something uses, in the order of the mining schema. */
export class Inputs {
  readonly #data: ReadonlyMap<string, Element>;
  readonly #mining: ReadonlyMap<string, Element>;
  readonly #read = new Map<string, RawField>();
  /** What a person should know of how the file was read. */
  readonly notes: string[] = [];

  /** @param model - the file's model element: its mining schema says what happens to raw values. */
  constructor(root: Element, model: Element) {
    this.#data = readDataDictionary(root);
    this.#mining = inputFields(model);
  }

  field(name: string): RawField | undefined {
    const known = this.#read.get(name);
    const mining = this.#mining.get(name);
    const data = this.#data.get(name);
    if (known || !mining || !data) return known;
    const field = readRawField(data, mining);
    this.#read.set(name, field);
    return field;
  }

  /** The dictionary's entry of any field, inputs and targets alike. */
  data(name: string): Element | undefined {
    return this.#data.get(name);
  }

  get used(): readonly RawField[] {
    return [...this.#mining.keys()].flatMap((name) => this.#read.get(name) ?? []);
  }

  /** Inputs that the model declares and nothing tests. */
  get unused(): readonly string[] {
    return [...this.#mining.keys()].filter((name) => !this.#read.has(name));
  }
}

/** Names of a file or of a model in it: derived fields of its own, then those around it. */
export class FieldScope implements Scope {
  readonly #derived = new Map<string, Element>();
  readonly #read = new Map<string, Scalar>();
  readonly #inputs: Inputs;
  readonly #outer: FieldScope | undefined;
  #open = 0;

  /** @param owner - `PMML` with a TransformationDictionary, or a model with LocalTransformations. */
  constructor(inputs: Inputs, owner: Element, outer?: FieldScope) {
    this.#inputs = inputs;
    this.#outer = outer;
    const group = child(owner, 'TransformationDictionary') ?? child(owner, 'LocalTransformations');
    for (const field of group ? childrenOf(group, 'DerivedField') : []) {
      this.#derived.set(requiredAttribute(field, 'name'), field);
    }
  }

  note(text: string): void {
    this.#inputs.notes.push(text);
  }

  resolve(name: string, element: Element): Scalar {
    const known = this.#read.get(name);
    if (known) return known;
    const derived = this.#derived.get(name);
    if (!derived) {
      if (this.#outer) return this.#outer.resolve(name, element);
      const field = this.#inputs.field(name);
      if (!field) refuseInvalid(element, `a field that is an input: ${quote(name)} is none`);
      return scalarOfField(field, element);
    }
    this.#open++;
    if (this.#open > MAX_CHAIN) refuseInvalid(derived, 'derived fields that do not use themselves');
    // A field may have the name of the one it is made from.
    this.#derived.delete(name);
    try {
      const scalar = readDerivedField(derived, this);
      this.#read.set(name, scalar);
      return scalar;
    } finally {
      this.#derived.set(name, derived);
      this.#open--;
    }
  }

  /** The scope of a model inside this one. */
  inside(model: Element): FieldScope {
    assertPlainSchema(model);
    return new FieldScope(this.#inputs, model, this);
  }
}

/** Inner models take values as the outer one treated them; only then is the order of no matter. */
function assertPlainSchema(model: Element): void {
  if (model.parent?.parent === undefined) return;
  for (const [name, field] of inputFields(model)) {
    for (const key of ['missingValueReplacement', 'lowValue', 'highValue']) {
      if (field.attributes.has(key) && !sameAsOuter(model, name, key, field)) {
        refuseInvalid(field, `no ${key} of its own inside another model (${placeOf(model)})`);
      }
    }
  }
}

function sameAsOuter(model: Element, name: string, key: string, field: Element): boolean {
  for (let outer = model.parent; outer; outer = outer.parent) {
    const schema = child(outer, 'MiningSchema');
    const same = schema?.children.find((each) => each.attributes.get('name') === name);
    if (same) return same.attributes.get(key) === field.attributes.get(key);
  }
  return false;
}
