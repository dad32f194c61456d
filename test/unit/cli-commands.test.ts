import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, parseTable, type Cli } from './cli-build.js';

const vectors = resolve(import.meta.dirname, '../vectors/xgboost');
const numeric = join(vectors, 'missing-3.4.1');
const labelled = join(vectors, 'cats-string-3.4.1');

let cli: Cli;
const at = (name: string): string => join(cli.folder, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');
const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

beforeAll(async () => {
  cli = await buildCli('commands');
  expect(cli.run('keygen', '-o', 'bank')).toMatchObject({ code: 0 });
  expect(cli.run('keygen', '-o', 'other.jwk')).toMatchObject({ code: 0 });
  const { code, stderr } = cli.run(
    'pack',
    join(numeric, 'model.json'),
    '-o',
    'b.insitu',
    '--key',
    'bank.jwk',
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

afterAll(() => cli.remove());

describe('insitu', () => {
  it('lists its commands', () => {
    expect(cli.run()).toMatchObject({ code: 2, stdout: '' });
    const { code, stdout } = cli.run('--help');
    expect(code).toBe(0);
    for (const name of ['pack', 'inspect', 'score', 'keygen', 'verify'])
      expect(stdout).toContain(name);
    expect(cli.run('score', '--help')).toMatchObject({ code: 0, stderr: '' });
  });

  it('says which version it is', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(cli.run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    ['an unknown command', ['sing']],
    ['an inherited name', ['toString']],
    ['an unknown option', ['pack', 'x', '--sing']],
    ['too few arguments', ['score', 'b.insitu']],
    ['too many arguments', ['inspect', 'b.insitu', 'c']],
    ['an unknown engine', ['score', 'b.insitu', 'x.csv', '--engine', 'gpu']],
    ['nobody to trust', ['verify', 'b.insitu']],
    ['no file for a key', ['keygen']],
  ])('exits with 2 on %s', (_, parameters) => {
    const { code, stdout, stderr } = cli.run(...parameters);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/usage: insitu|insitu COMMAND/);
  });

  it.each([
    ['a missing file', ['inspect', 'none.insitu'], 'LOAD_FAILED'],
    ['a folder', ['inspect', '.'], 'LOAD_FAILED'],
    ['a file that is no bundle', ['inspect', 'bank.jwk'], 'BUNDLE_FORMAT'],
    ['a file that is no model', ['pack', 'bank.jwk'], 'IMPORT_FORMAT'],
    [
      'a key that is no private one',
      ['pack', join(numeric, 'model.json'), '--key', 'bank.pub.jwk'],
      'OPTION_INVALID',
    ],
    ['an existing key', ['keygen', '-o', 'bank'], 'LOAD_FAILED'],
  ])('exits with 1 on %s, with a code', (_, parameters, errorCode) => {
    const { code, stdout, stderr } = cli.run(...parameters);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`insitu: ${errorCode}: `);
    const machine = cli.run(...parameters, '--json');
    expect(json(machine.stderr)).toMatchObject({ error: { code: errorCode } });
  });
});

describe('insitu keygen', () => {
  it('keeps the private key for its owner', () => {
    expect(statSync(at('bank.jwk')).mode & 0o777).toBe(0o600);
    expect(json(read('bank.jwk'))).toHaveProperty('d');
    expect(json(read('bank.pub.jwk'))).not.toHaveProperty('d');
    expect(json(read('other.pub.jwk'))).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256' });
  });
});

describe('insitu verify', () => {
  it('tells who signed', () => {
    const { code, stdout } = cli.run('verify', 'b.insitu', '--trust', 'bank.pub.jwk', '--json');
    const { kid } = json(read('bank.pub.jwk'));
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ verified: true, signedBy: kid });
  });

  it('takes one of several keys', () => {
    const trust = ['--trust', 'other.pub.jwk', '--trust', 'bank.pub.jwk'];
    expect(cli.run('verify', 'b.insitu', ...trust).code).toBe(0);
  });

  it('refuses a stranger, and a changed byte', () => {
    const stranger = cli.run('verify', 'b.insitu', '--trust', 'other.pub.jwk');
    expect(stranger).toMatchObject({ code: 1, stdout: '' });
    expect(stranger.stderr).toContain('BUNDLE_SIGNATURE');
    const bytes = readFileSync(at('b.insitu'));
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(at('changed.insitu'), bytes);
    expect(cli.run('verify', 'changed.insitu', '--trust', 'bank.pub.jwk').stderr).toContain(
      'BUNDLE_DIGEST',
    );
  });

  it('refuses to take a private key for a public one', () => {
    const { code, stderr } = cli.run('verify', 'b.insitu', '--trust', 'bank.jwk');
    expect(code).toBe(1);
    expect(stderr).toContain('OPTION_INVALID');
  });
});

describe('insitu pack', () => {
  it('needs nothing but the model file', () => {
    expect(cli.run('pack', join(numeric, 'model.ubj')).code).toBe(0);
    expect(existsSync(at('model.insitu'))).toBe(true);
    const { stdout } = cli.run('inspect', 'model.insitu', '--json');
    expect(json(stdout)).toMatchObject({ name: 'model', signatures: [], scale: { bands: [] } });
  });

  it('gives the same identity each time, signed or not', () => {
    const digestOf = (...parameters: string[]): unknown =>
      json(
        cli.run('pack', join(numeric, 'model.json'), '-o', 'again.insitu', '--json', ...parameters)
          .stdout,
      ).digest;
    expect(digestOf()).toBe(digestOf('--key', 'other.jwk'));
  });

  it('applies a spec, with populations beside it', () => {
    const rows = read0(join(numeric, 'rows.csv'));
    writeFileSync(at('people.csv'), rows);
    const names = rows.slice(0, rows.indexOf('\n')).split(',').slice(1);
    const spec = {
      ...{ name: 'loan', version: '2.0.0', title: { en: 'Loan' } },
      features: [{ name: names[0], label: { en: 'First' } }],
      reasons: [{ code: 'R1', features: names.slice(0, 2), label: { en: 'Both' } }],
      scale: {
        pdo: 50,
        points: 600,
        odds: 10,
        bands: [
          { id: 'B', from: 0 },
          { id: 'A', from: 600 },
        ],
      },
      reference: { rows: 'people.csv', population: { en: 'everyone' } },
      background: { rows: 'people.csv', population: 'approved' },
    };
    writeFileSync(at('spec.json'), JSON.stringify(spec));
    const packed = cli.run(
      'pack',
      join(numeric, 'model.json'),
      '-o',
      'spec.insitu',
      '--features',
      'spec.json',
    );
    expect(packed.stderr).toBe('');
    const facts = json(cli.run('inspect', 'spec.insitu', '--json').stdout);
    const count = rows.trimEnd().split('\n').length - 1;
    expect(facts).toMatchObject({
      ...{ name: 'loan', version: '2.0.0' },
      baseline: { population: 'everyone', rows: count },
      body: { background: 'approved', backgroundRows: count },
    });
    expect(facts.reasons).toHaveLength(names.length - 1);
  });

  it('tells every problem of a spec at once, and writes nothing', () => {
    writeFileSync(at('bad.json'), JSON.stringify({ features: [{ name: 'x' }, { name: 'y' }] }));
    const { code, stderr } = cli.run(
      'pack',
      join(numeric, 'model.json'),
      '-o',
      'no.insitu',
      '--features',
      'bad.json',
    );
    expect(code).toBe(1);
    expect(stderr).toContain('spec.features[0].name');
    expect(stderr).toContain('spec.features[1].name');
    expect(existsSync(at('no.insitu'))).toBe(false);
  });
});

describe('insitu score', () => {
  const rows = (name: string): string[] => [
    'score',
    'b.insitu',
    join(numeric, 'rows.csv'),
    '-o',
    name,
  ];

  it('adds up, in integers and in what it prints', () => {
    expect(cli.run(...rows('out.csv'), '--explain')).toMatchObject({ code: 0, stderr: '' });
    const table = parseTable(read('out.csv'));
    expect(table.length).toBe(parseTable(read0(join(numeric, 'rows.csv'))).length);
    for (const row of table) {
      const phi = Object.entries(row).filter(([name]) => name.startsWith('phi:'));
      const sum = phi.reduce((total, [, cell]) => total + Number(cell), Number(row.baseline));
      expect(sum).toBeCloseTo(Number(row.margin), 6);
      expect(row.margin!.replace(/e.*|[-.]/g, '').replace(/^0+/, '').length).toBeLessThanOrEqual(9);
      expect(row.reason_1).not.toBe('');
    }
  });

  it('is the same on every engine', () => {
    expect(cli.run(...rows('r.csv'), '--explain', '--engine', 'reference').code).toBe(0);
    expect(cli.run(...rows('w.csv'), '--explain', '--engine', 'wasm').code).toBe(0);
    expect(read('r.csv')).toBe(read('w.csv'));
  });

  it('keeps columns and order, and writes no other', () => {
    expect(cli.run(...rows('k.csv'), '--keep', 'row').code).toBe(0);
    const table = parseTable(read('k.csv'));
    expect(Object.keys(table[0]!)).toEqual([
      'row',
      'margin',
      'margin_int',
      'probability',
      'points',
      'band',
    ]);
    expect(table.map((row) => row.row)).toEqual(
      parseTable(read0(join(numeric, 'rows.csv'))).map((row) => row.row),
    );
  });

  it('writes to stdout without -o, and what it has to say to stderr', () => {
    const { stdout, stderr } = cli.run('score', 'b.insitu', join(numeric, 'rows.csv'));
    expect(stdout.startsWith('margin,margin_int,probability,points,band\n')).toBe(true);
    expect(stderr).toMatch(/rows in .* engine/);
  });

  it('takes labels of categories', () => {
    expect(cli.run('pack', join(labelled, 'model.json'), '-o', 'c.insitu').code).toBe(0);
    expect(cli.run('score', 'c.insitu', join(labelled, 'rows.csv'), '-o', 'labels.csv').code).toBe(
      0,
    );
    expect(cli.run('score', 'c.insitu', join(labelled, 'codes.csv'), '-o', 'codes.csv').code).toBe(
      0,
    );
    expect(read('labels.csv')).toBe(read('codes.csv'));
  });

  it('refuses by column and line, never by value, and leaves no file', () => {
    const secret = '98765x';
    const [header, first] = read0(join(numeric, 'rows.csv')).split('\n');
    const cells = first!.split(',');
    cells[1] = secret;
    writeFileSync(at('bad.csv'), `${header}\r\n${first}\r\n${cells.join(',')}\r\n`);
    for (const extra of [[], ['--json']]) {
      const { code, stdout, stderr } = cli.run(
        'score',
        'b.insitu',
        'bad.csv',
        '-o',
        'bad-out.csv',
        ...extra,
      );
      expect(code).toBe(1);
      expect(stderr).toContain('line 3');
      expect(stdout + stderr).not.toContain(secret);
    }
    expect(existsSync(at('bad-out.csv'))).toBe(false);
    expect(existsSync(at('bad-out.csv.part'))).toBe(false);
  });

  it('refuses a table that lacks a feature', () => {
    writeFileSync(at('few.csv'), 'row\n1\n');
    const { code, stderr } = cli.run('score', 'b.insitu', 'few.csv');
    expect(code).toBe(1);
    expect(stderr).toContain('expected in the header');
  });

  it('refuses a bundle that nobody trusted signed', () => {
    const trust = ['--trust', 'other.pub.jwk'];
    expect(cli.run(...rows('t.csv'), ...trust).stderr).toContain('BUNDLE_SIGNATURE');
  });

  it('scores no rows as no rows', () => {
    const [header] = read0(join(numeric, 'rows.csv')).split('\n');
    writeFileSync(at('none.csv'), `${header}\n`);
    expect(cli.run('score', 'b.insitu', 'none.csv', '-o', 'none-out.csv', '--explain').code).toBe(
      0,
    );
    expect(read('none-out.csv').trimEnd().split('\n')).toHaveLength(1);
  });
});

function read0(path: string): string {
  return readFileSync(path, 'utf8');
}
