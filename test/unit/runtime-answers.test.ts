import { afterEach, describe, expect, it, vi } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import { answerCalls } from '../../sdk/runtime/answers.js';
import { SERVICE_CALLS, type ServiceCalls } from '../../sdk/runtime/protocol.js';

const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** A service behind a port, and everything that it answers. */
function serviceBehindPort(service: object) {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  answerCalls(port2, service as ServiceCalls, SERVICE_CALLS);
  port2.start();
  let pings = 0;
  return {
    /** The answers to a message: those that come before that to an honest `ping` after it. */
    ask: (message: unknown): Promise<unknown[]> =>
      new Promise((resolve) => {
        const answers: unknown[] = [];
        const ping = --pings;
        port1.onmessage = ({ data }) => {
          if (data.id === ping) resolve(answers);
          else answers.push(data);
        };
        port1.postMessage(message);
        port1.postMessage({ id: ping, call: 'ping', parameters: [] });
      }),
  };
}

/** Every call there is, and some that nobody may reach. */
function countingService() {
  const calls = vi.fn((..._parameters: unknown[]) => Promise.resolve(true));
  const service = Object.fromEntries(SERVICE_CALLS.map((name) => [name, calls]));
  return { calls, service: { ...service, dispose: calls, ping: () => Promise.resolve(true) } };
}

const hostile: [string, unknown][] = [
  ['nothing', null],
  ['undefined', undefined],
  ['a number', 7],
  ['text', 'score'],
  ['a list', [1, 'score', []]],
  ['an empty object', {}],
  ['no id', { call: 'score', parameters: [] }],
  ['an id that is text', { id: '1', call: 'score', parameters: [] }],
  ['an id that is no whole number', { id: 1.5, call: 'score', parameters: [] }],
  ['an id beyond whole numbers', { id: 2 ** 60, call: 'score', parameters: [] }],
  ['no call', { id: 1, parameters: [] }],
  ['a call that a page has no business with', { id: 1, call: 'dispose', parameters: [] }],
  ['the constructor', { id: 1, call: 'constructor', parameters: ['return 1'] }],
  ['the prototype', { id: 1, call: '__proto__', parameters: [] }],
  ['a path', { id: 1, call: 'score.constructor', parameters: [] }],
  ['a list of names', { id: 1, call: ['score'], parameters: [] }],
  ['a number as the call', { id: 1, call: 0, parameters: [] }],
  ['no parameters', { id: 1, call: 'score' }],
  ['parameters that are an object', { id: 1, call: 'score', parameters: { length: 1 } }],
  ['parameters that are text', { id: 1, call: 'score', parameters: 'applicant' }],
  ['an order of another library', { id: 1, type: 'APPLY', path: ['score'], argumentList: [] }],
];

describe('a worker', () => {
  it.each(SERVICE_CALLS)('answers "%s"', async (call) => {
    const { calls, service } = countingService();
    const { ask } = serviceBehindPort(service);
    expect(await ask({ id: 3, call, parameters: [1, 'two'] })).toEqual([{ id: 3, value: true }]);
    if (call !== 'ping') expect(calls).toHaveBeenCalledExactlyOnceWith(1, 'two');
  });

  it.each(hostile)('ignores %s', async (_, message) => {
    const { calls, service } = countingService();
    expect(await serviceBehindPort(service).ask(message)).toEqual([]);
    expect(calls).not.toHaveBeenCalled();
  });

  it('moves the buffers of a result, each once', async () => {
    const margin = new Int32Array(4);
    const result = { rows: 2, margin, half: margin.subarray(2), bands: ['A'] };
    const { ask } = serviceBehindPort({
      scoreRows: () => Promise.resolve(result),
      ping: () => Promise.resolve(true),
    });
    const [answer] = await ask({ id: 1, call: 'scoreRows', parameters: [] });
    expect(answer).toEqual({
      id: 1,
      value: { rows: 2, margin: new Int32Array(4), half: new Int32Array(2), bands: ['A'] },
    });
    expect(margin.length).toBe(0);
  });

  it.each([
    ['an error of ours', new RiskError('EXPLAIN_UNSUPPORTED', 'no background'), 'no background'],
    ['a foreign error', new TypeError('secret 4711'), 'TypeError'],
    ['what is no error', 'secret 4711', 'unknown fault'],
  ])('answers a call that rejects with %s', async (_, thrown, words) => {
    const { ask } = serviceBehindPort({
      score: () => Promise.reject(thrown as Error),
      ping: () => Promise.resolve(true),
    });
    const [answer] = await ask({ id: 9, call: 'score', parameters: [] });
    expect(answer).toMatchObject({ id: 9, error: { message: expect.stringContaining(words) } });
    expect(JSON.stringify(answer)).not.toContain('4711');
  });

  it('answers a call that throws at once, and one whose result cannot cross', async () => {
    const { ask } = serviceBehindPort({
      score: () => {
        throw new RangeError('secret 4711');
      },
      validate: () => Promise.resolve({ hold: () => 'secret 4711' }),
      ping: () => Promise.resolve(true),
    });
    for (const call of ['score', 'validate']) {
      const answers = await ask({ id: 1, call, parameters: [] });
      expect(answers).toMatchObject([{ id: 1, error: { code: 'INTERNAL' } }]);
      expect(JSON.stringify(answers)).not.toContain('4711');
    }
  });
});
