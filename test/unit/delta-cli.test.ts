import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../sdk/node.js';
import { buildCli, type Cli } from './cli-build.js';
import { readChannel, type Channel } from './delta-cases.js';

let cli: Cli;
let channel: Channel;
const at = (name: string): string => join(cli.folder, name);

beforeAll(async () => {
  cli = await buildCli('adapt');
  channel = await readChannel('categories', 150);
  writeFileSync(at('source.insitu'), channel.bytes);
  const names = Object.keys(channel.columns);
  const lines = [...channel.labels].map((label, row) => {
    // The last rows have no outcome yet.
    const outcome = row >= 140 ? '' : label === 1 ? 'bad' : 'good';
    return [...names.map((name) => channel.columns[name]![row]), outcome].join(',');
  });
  writeFileSync(at('rows.csv'), `${[...names, 'outcome'].join(',')}\n${lines.join('\n')}\n`);
});
afterAll(() => cli.remove());

const adapt = (...rest: string[]) =>
  cli.run('adapt', 'source.insitu', 'rows.csv', '--target', 'outcome', ...rest);

describe('insitu adapt', () => {
  it('writes what model.adapt gives, signed, as an addition, as one bundle and as a page', async () => {
    expect(cli.run('keygen', '-o', 'bank').code).toBe(0);
    const files = [
      '-o',
      'x.insitu',
      '--whole',
      'whole.insitu',
      '--html',
      'card.html',
      '--report',
      'card.json',
      '--locale',
      'zh-CN',
      '--key',
      'bank.jwk',
    ];
    const { code, stdout, stderr } = adapt('--bad', 'bad', '--channel', 'web', ...files, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const facts = JSON.parse(stdout) as { rows: number; leftOut: number; digest: string };
    expect(facts).toMatchObject({ rows: 140, leftOut: 10, output: 'x.insitu' });

    const source = await loadModel(channel.bytes);
    const columns = Object.fromEntries(
      Object.entries(channel.columns).map(([name, column]) => [name, column.slice(0, 140)]),
    );
    const direct = await source.adapt(columns, channel.labels.slice(0, 140), { channel: 'web' });
    expect(facts.digest).toBe(direct.digest);
    await source.dispose();

    // The addition is trusted as its parent has to be: signed by one of the keys.
    expect(cli.run('verify', 'whole.insitu', '--trust', 'bank.pub.jwk').stdout).toContain(
      facts.digest,
    );
    const page = readFileSync(at('card.html'), 'utf8');
    expect(page).toContain('<html lang="zh-CN">');
    expect(JSON.parse(readFileSync(at('card.json'), 'utf8'))).toEqual(facts);
    expect(page).not.toMatch(/<script|https?:/);
    const loaded = await loadModel(channel.bytes, { delta: readFileSync(at('x.insitu')) });
    expect(loaded.info.digest).toBe(facts.digest);
    await loaded.dispose();
  });

  it('says why nothing is written, and what is wrong', () => {
    const rows = readFileSync(at('rows.csv'), 'utf8').split('\n');
    writeFileSync(at('few.csv'), rows.slice(0, 31).join('\n'));
    const few = cli.run(
      'adapt',
      'source.insitu',
      'few.csv',
      '--target',
      'outcome',
      '--bad',
      'bad',
      '-o',
      'few.insitu',
    );
    expect(few.code).toBe(1);
    expect(few.stdout).toContain('nothing written: fewer than 50 rows');
    expect(adapt('--bad', 'Bad', '-o', 'y.insitu').code).toBe(2);
    expect(cli.run('adapt', 'source.insitu', 'rows.csv', '-o', 'y.insitu').code).toBe(2);
    expect(adapt('--bad', 'bad').code).toBe(2);
    expect(adapt('--bad', 'bad', '-o', 'rows.csv').stderr).toContain('would write over ROWS.csv');
  });

  it('names the lines to label next, of rows without an outcome', () => {
    const { code, stdout } = adapt('--label-next', '4', '--json');
    expect(code).toBe(0);
    const { lines, expectedBads } = JSON.parse(stdout) as { lines: number[]; expectedBads: number };
    // The last ten rows have none; the line of names is the first.
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toBeGreaterThan(141);
    expect(expectedBads).toBeGreaterThan(0);
    expect(adapt('--label-next', '11').stderr).toContain('at most 10');
  });
});
