import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { decodeBundle } from '../../sdk/model/bundle/decode.js';
import { loadModel } from '../../sdk/node.js';
import { startTrainer, type StudentPlan } from '../../sdk/train-node.js';

const RARE = ['Lille', 'Lens', '"Metz, sud"'];

/** Towns that tell something, three of them rare, and a grade of two words. */
function madeUp(rows: number): string {
  const random = createRandom(5);
  const lines = ['town,grade,debt,bad'];
  for (let row = 0; row < rows; row++) {
    const at = random.below(40);
    const town =
      at < RARE.length && row % 5 === 0 ? RARE[at]! : ['Paris', 'Lyon', 'Nice'][row % 3]!;
    const grade = random.below(2);
    const debt = random.below(100);
    const risk = debt / 30 + grade + (town === 'Lyon' ? 1 : 0) - 3;
    lines.push(`${town},${'AB'[grade]},${debt},${random.next() * 4 - 2 < risk ? 1 : 0}`);
  }
  return lines.join('\n');
}

const students: StudentPlan[] = [
  { kind: 'boosted', shape: 'depth-wise', depth: 3, trees: 15 },
  { kind: 'additive', rounds: 20, pairs: 2 },
  { kind: 'scorecard', minIv: 0, maxP: 1 },
];

describe('rare words of a table', () => {
  it.each(students)('are listed, and score as what is not listed does: $kind', async (student) => {
    const trainer = startTrainer();
    await trainer.read(new TextEncoder().encode(madeUp(1500)));
    const { id } = await trainer.train({
      ...{ name: 'towns', target: { column: 'bad', bad: 1 }, student },
      features: ['town', 'grade', 'debt'].map((column) => ({ column })),
    });
    const bundle = await trainer.pack(id);
    const model = await loadModel(bundle);
    const rest = { grade: 'B', debt: 40 };
    const scores = async (town: string | number) => (await model.score({ ...rest, town })).margin;
    const other = await scores(4711);
    for (const town of ['Lille', 'Lens', 'Metz, sud']) expect(await scores(town)).toBe(other);
    expect(await scores('Lyon')).not.toBe(other);
    await expect(scores('Lillle')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const { baseline, contributions, score } = await model.explain({ ...rest, town: 'Lens' });
    const sum = contributions.reduce((total, { margin }) => total + margin, baseline.margin);
    expect(sum).toBe(score.margin);

    const { model: data } = await decodeBundle(bundle, { crypto: crypto.subtle });
    const town = data.features.findIndex(({ name }) => name === 'town');
    const histogram = data.baseline!.histograms[town]!;
    expect(histogram.reduce((total, rows) => total + rows)).toBe(data.baseline!.rows);
    // Paris, Lyon and Nice, three rare towns with rows of their own, nothing else, nothing missing.
    expect(histogram).toHaveLength(8);
    expect([...histogram].filter((rows) => rows > 0)).toHaveLength(6);
  });
});
