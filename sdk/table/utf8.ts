/** The bits that are 0 in four bytes of ASCII. */
const ASCII = 0x80808080 | 0;

/**
 * Place of the first byte that is not UTF-8 as Unicode defines it (no overlong form, no surrogate,
 * nothing above U+10FFFF), or -1.
 */
export function badUtf8At(bytes: Uint8Array): number {
  const end = bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  let i = 0;
  while (i < end) {
    const lead = bytes[i]!;
    if (lead < 0x80) {
      i++;
      // Most files are ASCII: eight bytes at a look.
      while (i + 8 <= end && ((view.getInt32(i) | view.getInt32(i + 4)) & ASCII) === 0) i += 8;
      continue;
    }
    const more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    if (lead < 0xc2 || lead > 0xf4 || i + more >= end) return i;
    const second = bytes[i + 1]!;
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) return i;
    for (let k = 2; k <= more; k++) if ((bytes[i + k]! & 0xc0) !== 0x80) return i;
    i += more + 1;
  }
  return -1;
}
