/** Cells that mean "missing" in any column, in lower case. */
const ALWAYS: ReadonlySet<string> = new Set([
  ...['na', 'n/a', '#n/a', '#na', '<na>', 'nan', '-nan', 'null', '(null)', '\\n', 'missing'],
  ...[
    '.',
    '-',
    '--',
    '—',
    '–',
    '?',
    '..',
    '#null!',
    '#value!',
    '#ref!',
    '#div/0!',
    '#name?',
    '#num!',
  ],
  ...['缺失', '缺失值', '空', '空值', '无数据', '／', '/'],
]);

/** Cells that mean "missing" among numbers; among words they are words: "none" may be an answer. */
const AMONG_NUMBERS: ReadonlySet<string> = new Set([
  ...['none', 'nil', 'unknown', 'not available', 'not applicable', 'unavailable', 'blank', 'empty'],
  ...['无', '没有', '未知', '不详', '不明', '不适用', '暂无', '未填', '未填写'],
]);

/** Whether a cell without spaces around it means "missing", whatever its column. */
export function isMissingWord(word: string): boolean {
  return word === '' || (word.length < 10 && ALWAYS.has(word.toLowerCase()));
}

/** Whether it does in a column of numbers or dates. */
export function isMissingAmongNumbers(word: string): boolean {
  return word.length < 16 && AMONG_NUMBERS.has(word.toLowerCase());
}
