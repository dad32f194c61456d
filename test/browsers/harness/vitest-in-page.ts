/**
 * The part of Vitest that contract suites use, small enough to run in a page or a worker of any
 * browser. The harness build puts this module in the place of `vitest`; assertions are Vitest's own.
 */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  chai,
  setState,
  type ExpectStatic,
} from '@vitest/expect';

export interface TestReport {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly note?: string;
}

export interface Listener {
  started(name: string): void;
  finished(report: TestReport): void;
}

interface TestContext {
  skip(reason?: string): never;
}

type Hook = () => unknown;
type Body = (context: TestContext) => unknown;

interface Suite {
  readonly name: string;
  readonly parent: Suite | undefined;
  readonly children: (Suite | Test)[];
  readonly hooks: Record<'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach', Hook[]>;
}

interface Test {
  readonly name: string;
  readonly body: Body;
  readonly timeoutMs: number;
}

class Skipped {
  constructor(readonly reason: string) {}
}

const root = createSuite('', undefined);
let current = root;

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

export const expect = ((value: unknown, message?: string) =>
  chai.expect(value, message)) as unknown as ExpectStatic;
const globals = globalThis as unknown as Record<symbol, unknown>;
Object.assign(expect, chai.expect, globals[ASYMMETRIC_MATCHERS_OBJECT as never]);
globals[GLOBAL_EXPECT as never] = expect;
setState({ assertionCalls: 0, isExpectingAssertions: false }, expect);

function describeSuite(name: string, define: () => void): void {
  const suite = createSuite(name, current);
  current.children.push(suite);
  current = suite;
  try {
    define();
  } finally {
    current = suite.parent!;
  }
}

function testCase(name: string, first: Body | TestOptions, second?: Body | number): void {
  const body = typeof first === 'function' ? first : (second as Body);
  const timeoutMs = typeof first === 'function' ? (second as number) : first.timeout;
  current.children.push({ name, body, timeoutMs: timeoutMs ?? 170_000 });
}

interface TestOptions {
  readonly timeout?: number;
}

/** `each` with the placeholders %s, %d, %i, %j and %#, the ones that suites use. */
function eachOf(register: (name: string, body: (...values: never[]) => unknown) => void) {
  return (rows: readonly unknown[]) =>
    (name: string, body: (...values: never[]) => unknown): void => {
      rows.forEach((row, index) => {
        const values = (Array.isArray(row) ? row : [row]) as never[];
        let next = 0;
        const title = name.replace(/%([sdij#])/g, (_, kind: string) =>
          kind === '#' ? String(index) : format(values[next++]),
        );
        register(title, () => body(...values));
      });
    };
}

function format(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export const describe = Object.assign(describeSuite, {
  each: eachOf((name, body) => describeSuite(name, body as () => void)),
});
export const it = Object.assign(testCase, {
  each: eachOf((name, body) => testCase(name, body as Body)),
});

export const beforeAll = (hook: Hook) => void current.hooks.beforeAll.push(hook);
export const afterAll = (hook: Hook) => void current.hooks.afterAll.push(hook);
export const beforeEach = (hook: Hook) => void current.hooks.beforeEach.push(hook);
export const afterEach = (hook: Hook) => void current.hooks.afterEach.push(hook);

/** Runs everything that was described since the last run. */
export async function runCollected(listener: Listener): Promise<void> {
  await runSuite(root, '', listener);
  root.children.length = 0;
}

async function runSuite(suite: Suite, path: string, listener: Listener): Promise<void> {
  try {
    for (const hook of suite.hooks.beforeAll) await hook();
    for (const child of suite.children) {
      const name = path ? `${path} > ${child.name}` : child.name;
      if ('children' in child) await runSuite(child, name, listener);
      else listener.finished({ name, ...(await runTest(child, suite, name, listener)) });
    }
    for (const hook of suite.hooks.afterAll) await hook();
  } catch (error) {
    listener.finished({ name: `${path} > hooks`, state: 'failed', note: describeError(error) });
  }
}

async function runTest(
  test: Test,
  suite: Suite,
  name: string,
  listener: Listener,
): Promise<Omit<TestReport, 'name'>> {
  listener.started(name);
  const context: TestContext = {
    skip: (reason = 'no reason given') => {
      throw new Skipped(reason);
    },
  };
  const ancestors: Suite[] = [];
  for (let at: Suite | undefined = suite; at; at = at.parent) ancestors.unshift(at);
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (const { hooks } of ancestors) for (const hook of hooks.beforeEach) await hook();
    const expired = new Promise<never>((_, reject) => {
      const late = () => reject(new Error(`not finished after ${test.timeoutMs} ms`));
      timer = setTimeout(late, test.timeoutMs);
    });
    await Promise.race([test.body(context), expired]);
    for (const { hooks } of ancestors.reverse()) for (const hook of hooks.afterEach) await hook();
    return { state: 'passed' };
  } catch (error) {
    if (error instanceof Skipped) return { state: 'skipped', note: error.reason };
    return { state: 'failed', note: describeError(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** The message, then where: Chromium repeats the message in the stack, the others do not. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = `${error.name}: ${error.message}`;
  return `${message}\n${(error.stack ?? '').replace(message, '').trim()}`;
}

function createSuite(name: string, parent: Suite | undefined): Suite {
  const hooks = { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] };
  return { name, parent, children: [], hooks };
}
