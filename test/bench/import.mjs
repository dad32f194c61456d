/**
 * `node test/bench/import.mjs [FOLDER...]`, and a part of `npm run bench`: for each format, the
 * largest model files below the folders (by default ../shared/{golden,models} beside the checkout
 * where they are, and the vectors): bytes in, bundle bytes out, median ms of an import, most of
 * which is the replay of rows that every import ends with, and how far the margin is from the
 * source's own.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { detectFormat } from '../../dist/importers/detect.js';
import { importModel } from '../../dist/importers/import-model.js';
import { encodeBundle } from '../../dist/model/bundle/encode.js';

const RUNS = 5;
/** Of each format. */
const FILES = 3;
/** Larger files are no fixtures of models but data. */
const MAX_BYTES = 16 * 2 ** 20;

const here = dirname(fileURLToPath(import.meta.url));
const defaultFolders = ['../../../shared/golden', '../../../shared/models', '../vectors'];

/** Prints a line for each file. */
export async function benchImports(folders = defaultFolders.map((path) => resolve(here, path))) {
  const files = folders.flatMap((folder) => listFiles(folder).map((path) => ({ folder, path })));
  const byFormat = new Map();
  for (const { folder, path } of files) {
    const bytes = new Uint8Array(readFileSync(path));
    const format = formatOf(bytes, path);
    if (format === 'unknown') continue;
    const list = byFormat.get(format) ?? [];
    list.push({ name: `${basename(folder)}/${relative(folder, path)}`, bytes });
    byFormat.set(format, list);
  }
  const widths = [15, 52, 10, 10, 9, 9, 12];
  const print = (cells) =>
    console.log(
      cells
        .map((cell, c) =>
          c < 2 ? String(cell).padEnd(widths[c]) : String(cell).padStart(widths[c]),
        )
        .join(' '),
    );
  print(['format', 'file', 'bytes in', 'bundle', 'parts', 'ms', 'difference']);
  for (const [format, list] of [...byFormat].sort(([a], [b]) => (a < b ? -1 : 1))) {
    list.sort((a, b) => b.bytes.length - a.bytes.length);
    let shown = 0;
    for (const { name, bytes } of list) {
      if (shown === FILES) break;
      const cells = await benchFile(bytes).catch(() => undefined);
      // Fixtures of what is refused are files too.
      if (!cells) continue;
      print([format, name.length > 52 ? `…${name.slice(-51)}` : name, ...cells]);
      shown++;
    }
  }
}

/** A table is told by its header alone, which data has too: only files named as cards are tried. */
function formatOf(bytes, path) {
  const format = detectFormat(bytes);
  return format.startsWith('scorecard') && !/card|points/.test(path) ? 'unknown' : format;
}

async function benchFile(bytes) {
  const { model, report } = await importModel(bytes);
  const bundle = await encodeBundle(model, { crypto: crypto.subtle, signers: [] });
  const times = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    await importModel(bytes);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const parts = report.nodes ?? report.terms ?? '';
  const difference = report.largestMarginDifference?.toExponential(1) ?? '';
  return [bytes.length, bundle.length, parts, times[RUNS >> 1].toFixed(1), difference];
}

function listFiles(folder) {
  let names;
  try {
    names = readdirSync(folder, { recursive: true });
  } catch {
    return [];
  }
  return names
    .map((name) => resolve(folder, String(name)))
    .filter((path) => /\.(json|ubj|txt|model|onnx|pmml|xml|csv)$/.test(path))
    .filter((path) => statSync(path).isFile() && statSync(path).size <= MAX_BYTES);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv.slice(2).map((path) => resolve(path));
  await benchImports(given.length > 0 ? given : undefined);
}
