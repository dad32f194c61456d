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
 * Measures the policy with two requests that cannot leave: `fetch` and `import()` of an empty
 * `data:` URL. Where one passes, nothing is closed. Where both are refused, the violation reports
 * say which policy refused: `script-src *` refuses `data:` as well, and closes nothing.
 *
 * Chromium and Firefox report violations inside workers. WebKit does not, so that there the two
 * refusals have to do.
 *
 * The `import()` is a literal on purpose: a bundler that inlines it makes the probe pass, and the
 * answer "not closed", which errs on the safe side. A specifier in a variable would make webpack
 * replace it with a function that always fails, and the answer "closed".
 */
export function probePolicy(): PolicyProbe {
  const policies: string[] = [];
  let probing = true;
  let refused = 0;
  globalThis.addEventListener('securitypolicyviolation', (event) => {
    if (event.disposition !== 'enforce') return;
    if (probing || event.blockedURI.startsWith('data')) policies.push(event.originalPolicy);
    else refused += 1;
  });
  const isRefused = (attempt: Promise<unknown>) =>
    attempt.then(
      () => false,
      () => true,
    );
  const attempts = [
    isRefused(globalThis.fetch('data:,')),
    // @ts-expect-error a module without types, and without content
    isRefused(import(/* @vite-ignore */ /* webpackIgnore: true */ 'data:text/javascript,')),
  ];
  const closed = Promise.all(attempts).then(async (refusals) => {
    if (!refusals.every(Boolean)) return false;
    for (let waited = 0; policies.length < 2 && waited < REPORT_MS; waited += 5) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return policies.length === 0 || isClosedBy(policies);
  });
  void closed.finally(() => {
    probing = false;
  });
  return { closed, refusals: () => refused };
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
