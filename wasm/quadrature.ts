import { enterAny, leaveAny, pairAny } from './quadrature-any';
import { enter, leave, pair, repeatedUnit, unit } from './quadrature-four';
import {
  ARRAYS,
  NODE_BYTES,
  REPEATED,
  VECTORS,
  extent,
  levels,
  splat,
  useRows,
  useRule,
  useScratch,
} from './quadrature-node';
import { TILE } from './tile';

/**
 * Shapley values by quadrature, a tile at a time (`sdk/lowering/quadrature-plan.ts` states the
 * arithmetic, `sdk/engines/wasm/quadrature-stream.ts` writes the program). Rows are in lanes, and
 * lanes never meet: a row's bits do not depend on its neighbours. So one row is the same kernel
 * with one vector.
 *
 * A program, u32 words: 0 stream, 1 its end, 2 levels, 3 bytes of a level, 4 players,
 * 5 i32[players] to start from.
 * A tree in the stream: u32 Gauss nodes, u32 rule, u32 bytes; then operations.
 */
const ENTER: u32 = 0;
const EXIT: u32 = 1;
const PAIR: u32 = 2;
const UNIT: u32 = 3;
const REPEATED_UNIT: u32 = 4;

const REPEATED_BYTES: usize = NODE_BYTES + 32;

/** A tree's operations with four Gauss nodes. */
function runFour(first: usize, end: usize): void {
  let at = first;
  while (at < end) {
    const head = load<u32>(at);
    const op = head & 7;
    if (op == EXIT) {
      const node = at - <usize>load<u32>(at, 4);
      leave(node, load<u32>(node));
      at += 8;
    } else if (op == UNIT) {
      unit(at, head);
      at += 3 * NODE_BYTES;
    } else if (op == REPEATED_UNIT) {
      repeatedUnit(at, head);
      at += 3 * REPEATED_BYTES;
    } else {
      if (op == PAIR) pair(at, head);
      else enter(at, head);
      at += head & REPEATED ? REPEATED_BYTES : NODE_BYTES;
    }
  }
}

/** A tree's operations with any number of Gauss nodes; there are no units among them. */
function runAny(first: usize, end: usize, count: usize): void {
  let at = first;
  while (at < end) {
    const head = load<u32>(at);
    const op = head & 7;
    if (op == EXIT) {
      const node = at - <usize>load<u32>(at, 4);
      leaveAny(node, load<u32>(node), count);
      at += 8;
    } else {
      if (op == PAIR) pairAny(at, head, count);
      else enterAny(at, head, count);
      at += NODE_BYTES + (head & REPEATED ? count << 3 : 0);
    }
  }
}

/** Runs all trees over the rows at hand. */
function run(program: usize): void {
  const end = <usize>load<u32>(program, 4);
  let tree = <usize>load<u32>(program);
  useScratch(<usize>load<u32>(program, 8), <usize>load<u32>(program, 12));
  while (tree < end) {
    const count = <usize>load<u32>(tree);
    const rule = <usize>load<u32>(tree, 4);
    const next = tree + <usize>load<u32>(tree, 8);
    useRule(rule);
    for (let q: usize = 0; q < count; q++) {
      const weight = splat(rule + ((count + q) << 2));
      const reach = levels + ARRAYS + q * VECTORS;
      for (let i: usize = 0; i < extent; i += 16) v128.store(reach + i, weight);
    }
    if (count == 4) runFour(tree + 12, next);
    else runAny(tree + 12, next, count);
    tree = next;
  }
}

/**
 * Sums of a program for a tile.
 *
 * @param xb - i8[columns][64].
 * @param phi - i32[players][64], overwritten.
 */
export function quadratureTile(program: usize, xb: usize, phi: usize): void {
  clear(program, phi);
  useRows(xb, 6, phi, VECTORS);
  run(program);
}

/**
 * Sums of a program for one row, in the first lane of `phi`.
 *
 * @param row - i8[columns]; 16 bytes past its end are read.
 * @param phi - i32[players][64], overwritten.
 */
export function quadratureRow(program: usize, row: usize, phi: usize): void {
  clear(program, phi);
  useRows(row, 0, phi, 16);
  run(program);
}

/** Takes off, ahead, the bits that rounding will add. */
function clear(program: usize, phi: usize): void {
  const players = <usize>load<u32>(program, 16);
  const start = <usize>load<u32>(program, 20);
  for (let player: usize = 0; player < players; player++) {
    const constant = splat(start + (player << 2));
    for (let i: usize = 0; i < TILE << 2; i += 16) v128.store(phi + (player << 8) + i, constant);
  }
}
