import { spacedName } from './name-words.js';

/** How a column is named that may be the target, surest first. */
const NAMES: readonly (readonly [means: TargetName['means'], name: RegExp])[] = [
  ['bad', /^ (is |flag |if )?(bad|badflag|isbad|bad flag|bad ind|bad loan|gb flag|gbflag) $/],
  [
    'bad',
    /^ (is |has |loan |flag )*(default|defaulted|defaulter|isdefault) (flag |ind |payment |loan |status )*(next month )?$/,
  ],
  [
    'bad',
    /^ (serious dlqin2yrs|seriousdlqin2yrs|serious dlqin 2 yrs|seriousdlqin2 yrs|dlq flag) $/,
  ],
  [
    'bad',
    /^ (is )?(charged off|chargeoff|charge off|delinquent|overdue|isoverdue|non ?performing|npl|dpd ?\d+ ?(plus|flag)?) (flag )?$/,
  ],
  [
    'bad',
    /^ (是否|是否已|有无)?(违约|逾期|坏账|坏客户|坏样本|不良)(标志|标识|标签|标记|与否|情况)? $/u,
  ],
  [
    'open',
    /^ (target|label|y|response|outcome|class|tag|flag y|y label|target flag|标签|目标|目标变量|好坏|好坏标签|好坏客户|因变量) $/u,
  ],
  ['open', /^ (risk performance|risk|credit risk|loan status|performance|repayment status) $/],
  [
    'good',
    /^ (good|is good|goodbad|good bad|creditability|kredit|paid|repaid|fully paid|credit standing) $/,
  ],
  ['open', /^ (status|result|default\w*|bad\w*) $/],
];

/** What the name of a target says. */
export interface TargetName {
  /** Place among the names, 0 being surest. */
  readonly rank: number;
  /** What a "yes" means; `open` where the name does not tell. */
  readonly means: 'bad' | 'good' | 'open';
}

/** Whether a column is named like a target. */
export function targetName(name: string): TargetName | undefined {
  const spaced = spacedName(name);
  const rank = NAMES.findIndex(([, pattern]) => pattern.test(spaced));
  return rank < 0 ? undefined : { rank, means: NAMES[rank]![0] };
}

const BAD_WORDS =
  /^(bad|default(ed)?|delinquent|charged?[ -]?off|chgoff|write[- ]?off|written[- ]?off|unpaid|not paid|non[- ]?performing|bad loan|坏|坏客户|坏账|违约|逾期|已违约|已逾期|不良)$/i;
const GOOD_WORDS =
  /^(good|paid|fully paid|paid in full|p ?i ?f|current|repaid|no[nt]?[- ]?default(ed)?|non[- ]?delinquent|performing|good loan|好|好客户|正常|未违约|未逾期|守约|结清)$/i;
const YES = /^(yes|y|true|t|1|是|有)$/i;
const NO = /^(no|n|false|f|0|否|没有|无)$/i;

/** One of the two values of a column, and how many rows have it. */
export interface Outcome {
  readonly value: string | number;
  readonly rows: number;
}

/**
 * Which of two values means bad, or `undefined` where it is a toss: people decide then.
 *
 * A name that says "bad" decides for yes and 1; one that leaves it open does so only where that value
 * is the rarer one; one that says "good" decides for no, 0, or the 2 of the Statlog coding.
 */
export function badValue(
  [a, b]: readonly [Outcome, Outcome],
  means: TargetName['means'],
): string | number | undefined {
  if (typeof a.value === 'string' && typeof b.value === 'string') {
    const texts = [a.value, b.value];
    const bad = texts.filter((text) => BAD_WORDS.test(text));
    const good = texts.filter((text) => GOOD_WORDS.test(text));
    if (bad.length === 1) return bad[0];
    if (good.length === 1 && bad.length === 0) return texts.find((text) => text !== good[0]);
    const yes = texts.find((text) => YES.test(text));
    const no = texts.find((text) => NO.test(text));
    if (yes === undefined || no === undefined || means === 'open') return undefined;
    return means === 'bad' ? yes : no;
  }
  const [low, high] = Number(a.value) < Number(b.value) ? [a, b] : [b, a];
  const usual = Number(low.value) === 0 && Number(high.value) === 1;
  const statlog = Number(low.value) === 1 && Number(high.value) === 2;
  if (means === 'bad') return usual || Number(high.value) === 1 ? high.value : undefined;
  if (means === 'good') return usual ? low.value : statlog ? high.value : undefined;
  return (usual || statlog) && high.rows < low.rows ? high.value : undefined;
}

/** Whether words of a column speak of how loans went: `Charged Off`, `Fully Paid`. */
export function speaksOfOutcome(words: readonly string[]): boolean {
  return words.some((word) => BAD_WORDS.test(word)) && words.some((word) => GOOD_WORDS.test(word));
}
