import { describe, expect, it } from 'vitest';
import { isClosedBy } from '../../sdk/runtime/policy.js';

describe('a content security policy', () => {
  it.each([
    ["default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'"],
    ["default-src 'none'; script-src 'self'"],
    ["default-src 'none'"],
    ["connect-src 'none'; script-src 'self' 'sha256-abc' 'nonce-def' blob:"],
    ["CONNECT-SRC 'none';  Script-Src 'self'"],
    ['connect-src; script-src'],
  ])('closes a worker: %s', (policy) => {
    expect(isClosedBy([policy])).toBe(true);
  });

  it.each([
    [''],
    ["connect-src 'none'"],
    ["script-src 'self'"],
    ["connect-src 'self'; script-src 'self'"],
    ["connect-src *; script-src 'self'"],
    ["default-src 'self'"],
    ["connect-src 'none'; script-src *"],
    ["connect-src 'none'; script-src https:"],
    ["connect-src 'none'; script-src 'self' cdn.example"],
    ["connect-src 'none'; script-src 'strict-dynamic' 'nonce-abc'"],
    ["connect-src 'none'; script-src 'self'; script-src-elem *"],
    ["connect-src *; connect-src 'none'; script-src 'self'"],
  ])('does not: %s', (policy) => {
    expect(isClosedBy([policy])).toBe(false);
  });

  it('may close it together with another one', () => {
    expect(isClosedBy(["connect-src 'none'", "script-src 'self'"])).toBe(true);
  });
});
