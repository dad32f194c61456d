/** The columns of a layout, and how its JSON opens. */
const COLUMNS = [
  ['Variable', 'Bin', 'Points'],
  ['variable', 'bin', 'points'],
  ['name', 'value', 'score'],
] as const;

/** `{"feature": {"bin": 12.3`, as toad's export begins. */
const POINTS_BY_BIN =
  /^\{\s*"(?:[^"\\]|\\.){1,200}"\s*:\s*\{\s*"(?:[^"\\]|\\.){0,2000}"\s*:\s*-?\d/;

/**
 * Whether a file's first bytes, read as Latin-1, are those of a scorecard in CSV or JSON. Formats
 * with a member of their own at the top are told first.
 */
export function opensScorecard(head: string): boolean {
  const start = head.trimStart();
  if (start.startsWith('{') || start.startsWith('[')) {
    if (POINTS_BY_BIN.test(start)) return true;
    return COLUMNS.some((names) => names.every((name) => start.includes(`"${name}"`)));
  }
  const line = /^[^\r\n]*/.exec(start.replace(/^\u00ef\u00bb\u00bf/, ''))![0];
  const header = line.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1'));
  return COLUMNS.some((names) => names.every((name) => header.includes(name)));
}
