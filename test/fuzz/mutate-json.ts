import type { Random } from './random.js';

/** What a field may hold instead of what it should. */
const STRANGERS: readonly unknown[] = [
  null,
  true,
  '',
  'x'.repeat(300),
  '__proto__',
  'constructor',
  0,
  -1,
  0.5,
  255,
  65535,
  65536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 53,
  1e308,
  -1e-300,
  [],
  {},
  [0],
  [[]],
  { kind: 'forest' },
  { kind: 'additive', terms: [] },
  { kind: 'isotonic' },
  { en: 'x' },
];

type Container = Record<string, unknown>;

/**
 * Changes a few members anywhere in a JSON value, in place: another type, a nudged number, a lost,
 * doubled or exchanged member.
 */
export function mutateJson(root: Container, random: Random): void {
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    let at: Container = root;
    let key = pickKey(at, random);
    while (key !== undefined && isContainer(at[key]) && random.chance(0.85)) {
      const inside = at[key] as Container;
      const next = pickKey(inside, random);
      if (next === undefined) break;
      at = inside;
      key = next;
    }
    if (key !== undefined) change(at, key, random);
  }
}

function change(at: Container, key: string, random: Random): void {
  const value = at[key];
  switch (random.below(6)) {
    case 0:
      at[key] = structuredClone(random.pick(STRANGERS));
      return;
    case 1:
      if (Array.isArray(at)) at.splice(Number(key), 1);
      else delete at[key];
      return;
    case 2:
      if (Array.isArray(at)) at.push(structuredClone(value));
      else at[`${key}2`] = value;
      return;
    case 3: {
      const other = pickKey(at, random)!;
      [at[key], at[other]] = [at[other], value];
      return;
    }
    default:
      if (typeof value === 'number')
        at[key] = value + random.pick([1, -1, 2, -value, 256, 2 ** 31]);
      else if (typeof value === 'string')
        at[key] = random.pick(['u8', 'numeric', 'less', value.slice(1)]);
      else at[key] = structuredClone(random.pick(STRANGERS));
  }
}

function pickKey(value: Container, random: Random): string | undefined {
  const keys = Object.keys(value);
  return keys.length === 0 ? undefined : random.pick(keys);
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}
