import { describe, expect, it } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import { createTrainer, type TrainLane } from '../../sdk/runtime/train-start.js';

/** A lane that answers with how often it was called, and can be made to end. */
function fakeLane(calls: string[]): TrainLane & { crash(): void } {
  let close!: (reason: RiskError) => void;
  const ended = new Promise<RiskError>((resolve) => (close = resolve));
  const call = (name: string) => {
    calls.push(name);
    return Promise.resolve({ file: { rows: 3 } });
  };
  const crash = () => close(new RiskError('WORKER_CRASHED', 'on purpose'));
  return { call: call as never, checkAlive: () => undefined, ended, close, crash };
}

function trainerOver() {
  const calls: string[] = [];
  const lanes: ReturnType<typeof fakeLane>[] = [];
  const trainer = createTrainer({
    start: () => {
      const lane = fakeLane(calls);
      lanes.push(lane);
      return Promise.resolve(lane);
    },
    onProgress: () => undefined,
    shards: () => 0,
  });
  return { trainer, calls, lanes };
}

const plan = {} as never;
const crashed = async (lane: { crash(): void }) => {
  lane.crash();
  await new Promise((resolve) => setTimeout(resolve, 0));
};

describe('a trainer whose worker crashed', () => {
  it('starts another one, which reads the file again', async () => {
    const { trainer, calls, lanes } = trainerOver();
    await trainer.read(new Blob(['a,b']));
    await crashed(lanes[0]!);
    await trainer.inspect(plan);
    expect(calls).toEqual(['read', 'read', 'inspect']);
    expect(lanes).toHaveLength(2);
  });

  it('takes another file where the first cannot be read again', async () => {
    const { trainer, calls, lanes } = trainerOver();
    let there = true;
    const bytes = () => (there ? new Blob(['a']).arrayBuffer() : Promise.reject(new Error('gone')));
    await trainer.read({ size: 1, arrayBuffer: bytes } as Blob);
    there = false;
    await crashed(lanes[0]!);
    await expect(trainer.inspect(plan)).rejects.toMatchObject({ code: 'TABLE_INVALID' });
    await trainer.read(new Blob(['a,b']));
    await trainer.inspect(plan);
    expect(calls).toEqual(['read', 'read', 'inspect']);
  });
});
