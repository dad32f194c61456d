/** Rows enough to train on in a second. */
const ROWS = 1_500;

/**
 * A made-up loan book, the same in every run: five columns that tell something, a protected one, an
 * identifier, a date and an outcome. Each value is drawn, so a model has something to find.
 */
export function studioFile(): string {
  let state = 20_261_122;
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const lines = ['loan_id,opened,sex,income,late,used,years,purpose,default'];
  for (let row = 0; row < ROWS; row++) {
    const day = Math.floor((row * 700) / ROWS);
    const date = new Date(Date.UTC(2022, 0, 1 + day)).toISOString().slice(0, 10);
    const income = Math.round(2_000 + 9_000 * draw() * draw());
    const late = Math.floor(4 * draw() * draw());
    const used = Math.round(100 * draw());
    const years = draw() < 0.05 ? '' : Math.floor(20 * draw());
    const purpose = ['car', 'home', 'study', 'other'][Math.floor(4 * draw())]!;
    const risk =
      0.08 + 0.15 * late + 0.0025 * used - 0.00002 * income + (purpose === 'other' ? 0.1 : 0);
    const sex = draw() < 0.5 ? 'F' : 'M';
    const cells = [`L${100_000 + row}`, date, sex, income, late, used, years, purpose];
    lines.push([...cells, draw() < risk ? 1 : 0].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** The same book with a weight of each row, and the score of a model that is not there. */
export function scoredFile(): string {
  const [names, ...lines] = studioFile().trimEnd().split('\n');
  const rows = lines.map((line, row) => {
    const [, , , income, late, used] = line.split(',').map(Number);
    const score = 30 * late! + 0.5 * used! - 0.004 * income!;
    return `${line},${1 + (row % 3)},${score.toFixed(2)}`;
  });
  return `${[`${names},weight,score`, ...rows].join('\n')}\n`;
}
