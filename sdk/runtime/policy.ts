/** What a worker learns about the content security policy it runs under. */
export interface PolicyProbe {
  /** Whether requests and `import()` of other addresses are both refused. */
  readonly closed: Promise<boolean>;
  /** Refusals seen after the probe's own. */
  readonly refusals: () => number;
}

/** How long a browser that reports violations may take to do so. */
const REPORT_MS = 30;

/**
 * Measures the policy with requests that cannot leave: `fetch`, and where need be `import()`, of an
 * empty `data:` URL. A refusal alone does not say enough (`connect-src *` refuses `data:` too, and
 * closes nothing), so the violation's report is read for the policy that refused.
 *
 * Chromium and Firefox report violations inside workers. WebKit does not, so that there two
 * refusals have to do. Each refusal shows as a line in the developer's console.
 *
 * The `import()` is a literal on purpose: a bundler that inlines it makes the probe pass, and the
 * answer "not closed", which errs on the safe side. A specifier in a variable would make webpack
 * replace it with a function that always fails, and the answer "closed".
 */
export function probePolicy(): PolicyProbe {
  const policies: string[] = [];
  let refused = 0;
  globalThis.addEventListener('securitypolicyviolation', (event) => {
    // Code that may not be made, such as WebAssembly without 'wasm-unsafe-eval', sends nothing.
    if (event.disposition !== 'enforce' || /eval$/.test(event.blockedURI)) return;
    if (event.blockedURI.startsWith('data')) policies.push(event.originalPolicy);
    else refused += 1;
  });
  const { fetch } = globalThis;
  const measure = async () => {
    if (!(await isRefused(fetch('data:,')))) return false;
    await reportOf(policies);
    if (isClosedBy(policies)) return true;
    const known = policies.length;
    // Written inside a call: as an initializer, the bundler dropped the comments and inlined it.
    const attempt = isRefused(
      // @ts-expect-error a module without types, and without content
      import(/* @vite-ignore */ /* webpackIgnore: true */ 'data:text/javascript,'),
    );
    if (!(await attempt)) return false;
    if (known === 0) return true;
    await reportOf(policies, known);
    return isClosedBy(policies);
  };
  return { closed: measure(), refusals: () => refused };
}

function isRefused(attempt: Promise<unknown>): Promise<boolean> {
  return attempt.then(
    () => false,
    () => true,
  );
}

/** Waits a moment for one more report, which is a task of its own. */
async function reportOf(policies: readonly string[], known = 0): Promise<void> {
  for (let waited = 0; policies.length <= known && waited < REPORT_MS; waited += 3) {
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

/**
 * Whether these policies together leave no address to connect to and none to import from but the
 * worker's own origin.
 */
export function isClosedBy(policies: readonly string[]): boolean {
  const all = policies.map(readDirectives);
  const connects = all.some((directives) => {
    const sources = sourcesOf(directives, ['connect-src', 'default-src']);
    return sources !== undefined && sources.every((source) => source === "'none'");
  });
  const imports = all.some((directives) => {
    const sources = sourcesOf(directives, ['script-src-elem', 'script-src', 'default-src']);
    return sources !== undefined && sources.every(isLocalSource);
  });
  return connects && imports;
}

function readDirectives(policy: string): Map<string, string[]> {
  const directives = new Map<string, string[]>();
  for (const part of policy.split(';')) {
    const [name, ...sources] = part.trim().toLowerCase().split(/\s+/);
    // The first of two directives of one name counts, as in the browser.
    if (name && !directives.has(name)) directives.set(name, sources);
  }
  return directives;
}

function sourcesOf(directives: Map<string, string[]>, names: string[]): string[] | undefined {
  const name = names.find((candidate) => directives.has(candidate));
  return name === undefined ? undefined : directives.get(name);
}

/** Hosts, schemes and `*` open an address; `'strict-dynamic'` opens all of them to `import()`. */
function isLocalSource(source: string): boolean {
  return source === 'blob:' || (source.startsWith("'") && source !== "'strict-dynamic'");
}
