/** Words of a column's name in lower case: `Loan_NrChkDgt` as loan, nr, chk, dgt. */
function nameWords(name: string): readonly string[] {
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase();
  return spaced.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** The words with single spaces around and between them, to look for one or several in a row. */
export function spacedName(name: string): string {
  return ` ${nameWords(name).join(' ')} `;
}
