import type { Random } from './random.js';

/** Numbers at which off-by-one and overflow faults live. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0xfffffff0, 0xffffffff];

/** Damage that knows nothing of the format. The input is not changed. */
export function mutateBytes(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  switch (random.below(7)) {
    case 0:
    case 1: {
      for (let flips = 1 + random.below(4); flips > 0; flips--) {
        copy[random.below(copy.length)]! ^= 1 << random.below(8);
      }
      return copy;
    }
    case 2:
      return copy.subarray(0, random.below(copy.length));
    case 3: {
      const longer = new Uint8Array(copy.length + 1 + random.below(40));
      longer.set(copy);
      if (random.chance(0.5)) longer.fill(random.below(256), copy.length);
      return longer;
    }
    case 4: {
      // A piece of another bundle, at any place.
      const length = random.below(Math.min(other.length, copy.length));
      const from = random.below(other.length - length + 1);
      copy.set(other.subarray(from, from + length), random.below(copy.length - length + 1));
      return copy;
    }
    case 5: {
      const header = new DataView(copy.buffer);
      const field = random.pick([8, 12]);
      const value = random.chance(0.5)
        ? random.pick(EDGES)
        : header.getUint32(field, true) + random.below(65) - 32;
      header.setUint32(field, value >>> 0, true);
      return copy;
    }
    default: {
      const start = random.below(copy.length);
      return copy.fill(random.below(256), start, start + 1 + random.below(16));
    }
  }
}

/** Changes a section's bytes: elements to edges, noise, more or fewer of them. */
export function mutateSection(
  bytes: Uint8Array<ArrayBuffer>,
  width: number,
  random: Random,
): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  const elements = Math.floor(copy.length / width);
  switch (random.below(5)) {
    case 0:
    case 1: {
      const view = new DataView(copy.buffer);
      for (let k = 1 + random.below(3); k > 0 && elements > 0; k--) {
        const at = random.below(elements) * width;
        const edge = random.pick(EDGES) ^ (random.chance(0.3) ? random.below(256) : 0);
        if (width === 1) view.setUint8(at, edge & 0xff);
        else if (width === 2) view.setUint16(at, edge & 0xffff, true);
        else if (width === 4) view.setUint32(at, edge >>> 0, true);
        else view.setFloat64(at, random.pick([NaN, Infinity, -1, 1e300, 0]), true);
      }
      return copy;
    }
    case 2:
      if (copy.length > 0) copy[random.below(copy.length)]! ^= 1 << random.below(8);
      return copy;
    case 3:
      return copy.slice(0, random.below(elements + 1) * width);
    default: {
      const longer = new Uint8Array(copy.length + width * (1 + random.below(4)));
      longer.set(copy);
      return longer;
    }
  }
}
