import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { tokens } from '../../components/tokens.js';

const page = await readFile(new URL('../../demo/styles/tokens.css', import.meta.url), 'utf8');

/** Custom properties and their hex colours in one block of a style sheet. */
function colours(block: string): Map<string, string> {
  const found = block.matchAll(/(--risk-[\w-]+):\s*(#[0-9a-f]{6})/g);
  return new Map([...found].map(([, name, value]) => [name!, value!]));
}

/** The light and dark values of the elements: `var(--risk-ink, light-dark(#11201b, #e8efec))`. */
function elementColours(): Map<string, readonly [light: string, dark: string]> {
  const pattern = /var\((--risk-[\w-]+), light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)\)/g;
  return new Map(
    [...tokens.cssText.matchAll(pattern)].map(([, name, light, dark]) => [name!, [light!, dark!]]),
  );
}

describe('the tokens', () => {
  it('are the same in the elements and on the page around them', () => {
    const [light, dark] = page.split(":root[data-theme='dark']").map(colours) as [
      Map<string, string>,
      Map<string, string>,
    ];
    const shared = [...elementColours()].filter(([name]) => light.has(name));
    expect(shared.length).toBeGreaterThan(8);
    for (const [name, values] of shared) {
      expect([light.get(name), dark.get(name)], name).toEqual(values);
    }
  });

  it('have the light value where light-dark() is not known', () => {
    for (const [name, [light]] of elementColours()) {
      expect(tokens.cssText).toContain(`var(${name}, ${light});`);
    }
  });

  it('keep text readable on its ground', () => {
    const all = elementColours();
    for (const side of [0, 1] as const) {
      const ground = all.get('--risk-surface')![side];
      for (const name of ['ink', 'ink-2', 'ink-3', 'up', 'down', 'error']) {
        const ratio = contrast(all.get(`--risk-${name}`)![side], ground);
        expect(ratio, `--risk-${name}`).toBeGreaterThan(4.5);
      }
      expect(contrast(all.get('--risk-rule-strong')![side], ground)).toBeGreaterThan(3);
    }
  });
});

/** WCAG contrast ratio. */
function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high! + 0.05) / (low! + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
