import { textIn, type Locale } from '../core/locale.js';
import { describeRecourse } from './recourse-view.js';
import type { DecisionRecord } from './decision-record.js';
import { shownFloat, shownValue, signed, signless, spaced, superscript } from './figures.js';
import { fill, wordsIn, type RecordWords } from './words.js';

/** What is shown of a record, before it is a page or a text. */
export interface RecordView {
  readonly lang: Locale;
  readonly title: string;
  /** Said before all else. */
  readonly banner: string | undefined;
  readonly head: readonly Fact[];
  /** The decision in words, and the figure it rests on. */
  readonly verdict: { readonly text: string; readonly figure: string };
  readonly sections: readonly Section[];
  readonly foot: string;
}

export interface Section {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | Table;

/** A name and what it has; `long` for digests, which break anywhere. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly long?: boolean;
}

export interface Table {
  readonly kind: 'table';
  /** One per column. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The last row closes an account. */
  readonly closed: boolean;
  /** Columns of figures, from this one on. */
  readonly figuresFrom: number;
}

/** @param digest - of the record, where the page is to show it. */
export function viewRecord(record: DecisionRecord, locale: Locale, digest?: string): RecordView {
  const words = wordsIn(locale);
  const { score, outcome } = record;
  const by = outcome ? `, ${words.by[outcome.by]}` : '';
  const decision = outcome?.decision ?? score.decision ?? 'none';
  return {
    lang: locale,
    title: words.title,
    banner: record.indicative ? words.indicative : undefined,
    head: [
      { name: words.id, value: record.id },
      { name: words.at, value: record.at.replace('T', ' ').replace(/\.\d+Z$/, '') },
    ],
    verdict: {
      text: words.decision[decision] + (locale === 'zh-CN' ? by.replace(', ', '，') : by),
      figure: score.points === undefined ? shownFloat(score.probability) : signless(score.points),
    },
    sections: [
      resultSection(record, words),
      ...(record.explanation ? [accountSection(record, words)] : []),
      ...(record.notice ? [noticeSection(record, words)] : []),
      ...(record.recourse ? [describeRecourse(record.recourse, words)] : []),
      ...(record.policy ? [policySection(record, words)] : []),
      inputsSection(record, words),
      modelSection(record, words, digest),
    ],
    foot: words.foot,
  };
}

function resultSection({ score, outcome, model }: DecisionRecord, words: RecordWords): Section {
  const { result } = words;
  const facts: Fact[] = [];
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined) facts.push({ name, value });
  };
  add(result.score, score.points === undefined ? undefined : signless(score.points));
  add(result.band, score.band);
  const lines = model.scale?.cutoffs;
  add(result.approve, lines && signless(lines.approve));
  add(result.review, lines?.review === undefined ? undefined : signless(lines.review));
  if (outcome && outcome.by !== 'model' && score.decision) {
    add(words.byModel, words.decision[score.decision]);
  }
  add(result.output, shownFloat(score.probability));
  add(fill(result.margin, { power: superscript(-model.scaleBits) }), signless(score.margin));
  return { heading: result.heading, blocks: [{ kind: 'facts', facts }] };
}

function accountSection({ explanation, score }: DecisionRecord, words: RecordWords): Section {
  const { account, lang } = words;
  const { baseline, reasons, rest, method, error } = explanation!;
  const hasPoints = score.points !== undefined;
  const rows: string[][] = [];
  let balance = 0;
  const add = (entry: string, code: string, part: { margin: number; points?: number }) => {
    const opening = rows.length === 0;
    const shown = opening ? signless : signed;
    balance += part.points ?? 0;
    const points = hasPoints ? [shown(part.points ?? 0), signless(balance)] : [];
    rows.push([entry, code, shown(part.margin), ...points]);
  };
  add(account.baseline, '', baseline);
  for (const reason of reasons) {
    add(reason.text ?? textIn(reason.label, lang, reason.code), reason.code, reason);
  }
  add(fill(account.rest, { groups: rest.groups }), '', rest);
  const closing = hasPoints ? [signless(score.points!), signless(score.points!)] : [];
  rows.push([account.score, '', signless(score.margin), ...closing]);

  const unit = hasPoints ? 'points' : 'margin';
  const parts = [baseline, ...reasons, rest].map((part) => part[unit] ?? 0);
  const sum = parts.map((part, i) => (i === 0 ? signless(part) : spaced(part))).join(' ');
  const population = baseline.population === 'training' ? account.training : baseline.population;
  const space = lang === 'en' ? ' ' : '';
  const how = [
    fill(account.against, { population }),
    words.method[method],
    error === 0 ? account.exact : fill(account.sampled, { error: shownFloat(error) }),
  ].join(space);
  const figures = hasPoints ? [account.points, account.balance] : [];
  return {
    heading: account.heading,
    blocks: [
      {
        kind: 'table',
        head: [account.entry, account.code, account.margin, ...figures],
        rows,
        closed: true,
        figuresFrom: 2,
      },
      { kind: 'text', text: `${account.check} ${sum} = ${signless(score[unit]!)}` },
      { kind: 'text', text: how },
    ],
  };
}

function noticeSection({ notice }: DecisionRecord, words: RecordWords): Section {
  const { regime, method, reasons, procedure, review } = notice!;
  const hasPoints = reasons.some(({ points }) => points !== undefined);
  const table: Table = {
    kind: 'table',
    head: [words.notice.reason, words.account.code, words.account[hasPoints ? 'points' : 'margin']],
    rows: reasons.map(({ text, code, margin, points }) => [
      ...[text, code, signed(hasPoints ? (points ?? 0) : margin)],
    ]),
    closed: false,
    figuresFrom: 2,
  };
  const facts: Fact[] = [];
  if (procedure !== undefined) facts.push({ name: words.notice.procedure, value: procedure });
  if (review) facts.push({ name: words.notice.review, value: `${review.text} ${review.contact}` });
  const form = fill(words.notice.method, {
    regime: words.regime[regime],
    method: words.reasonMethod[method],
  });
  return {
    heading: words.notice.heading,
    blocks: [
      { kind: 'text', text: form },
      reasons.length > 0 ? table : { kind: 'text', text: words.notice.empty },
      ...(facts.length > 0 ? [{ kind: 'facts', facts } as const] : []),
    ],
  };
}

function policySection({ policy }: DecisionRecord, { policy: words }: RecordWords): Section {
  const rows = policy!.map(({ rule, outcome }) => [rule, outcome]);
  const head = [words.rule, words.outcome];
  return {
    heading: words.heading,
    blocks: [{ kind: 'table', head, rows, closed: false, figuresFrom: head.length }],
  };
}

function inputsSection({ inputs }: DecisionRecord, all: RecordWords): Section {
  const { inputs: words, lang } = all;
  const { heading } = words;
  if (inputs.kind === 'none') return { heading, blocks: [{ kind: 'text', text: words.none }] };
  if (inputs.kind === 'commitment') {
    const facts = [
      { name: words.digest, value: inputs.digest, long: true },
      { name: words.count, value: String(inputs.features.length) },
    ];
    return {
      heading,
      blocks: [
        { kind: 'text', text: words.commitment },
        { kind: 'facts', facts },
      ],
    };
  }
  const rows = inputs.values.map(({ feature, label, unit, value, text }) => {
    const shown = value === null ? all.missing : textIn(text, lang, shownValue(value));
    return [textIn(label, lang, feature), unit === undefined ? shown : `${shown} ${unit}`];
  });
  const head = [words.feature, words.value];
  return {
    heading,
    blocks: [{ kind: 'table', head, rows, closed: false, figuresFrom: 1 }],
  };
}

function modelSection(record: DecisionRecord, words: RecordWords, digest?: string): Section {
  const { model, score, sdk, schema } = record;
  const names = words.model;
  const signed = model.signedBy === undefined ? '' : ` (${model.signedBy})`;
  const facts: Fact[] = [
    { name: names.name, value: `${textIn(model.title, words.lang, model.name)} (${model.name})` },
    { name: names.version, value: model.version },
    { name: names.digest, value: model.digest, long: true },
    { name: names.signature, value: words.signature[model.signature] + signed },
    { name: names.engine, value: score.engine },
    { name: names.reproducible, value: score.reproducible ? words.yes : words.no },
    { name: names.software, value: `insitu ${sdk}, ${schema}` },
  ];
  if (digest !== undefined) facts.push({ name: names.record, value: digest, long: true });
  return { heading: names.heading, blocks: [{ kind: 'facts', facts }] };
}
