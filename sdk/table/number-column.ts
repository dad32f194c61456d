import type { ColumnCells } from './column-cells.js';
import type { FileHabits } from './file-habits.js';
import type { NoteList } from './notes.js';
import type { NumberColumn } from './table.js';
import { INFINITE, NUMBER, type WordSurvey } from './word-survey.js';

/** Share of cells with zeros before, from which a column is one of identifiers. */
const ZEROS = 0.01;

/**
 * A column as numbers; `undefined` where they are better left as words: identifiers, or signs that
 * contradict each other. `respell` as in `settleColumn`.
 */
export function numberColumn(
  cells: ColumnCells,
  survey: WordSurvey,
  habits: FileHabits,
  notes: NoteList,
): NumberColumn | 'respell' | undefined {
  const { traits, rows, currencies } = survey;
  const { name } = cells;
  const numbers = cells.plain + rows[NUMBER]!;
  const refuse = (
    code: 'NUMBER_TOO_LARGE' | 'LEADING_ZEROS' | 'UNITS_MIXED' | 'COMMA_AMBIGUOUS',
  ) => {
    // Noted when it comes round again with all cells as texts.
    if (cells.plain > 0) return 'respell' as const;
    notes.add(code, name);
    return undefined;
  };
  if (traits.tooLarge > 0 && !cells.fractions && !hasFractions(survey)) {
    return refuse('NUMBER_TOO_LARGE');
  }
  if (traits.leadingZeros >= Math.max(1, ZEROS * numbers)) return refuse('LEADING_ZEROS');
  if (traits.percent > 0 && traits.percent < numbers) return refuse('UNITS_MIXED');
  if (currencies.size > 1) return refuse('UNITS_MIXED');
  const open = traits.either > 0 && traits.thousands === 0;
  const commas = traits['decimal-comma'] > 0 || (open && habits.decimalComma);
  if (commas && traits.thousands > 0) return refuse('COMMA_AMBIGUOUS');
  // 1.234 is a thousand and more where commas are decimal.
  const pointed = cells.fractions && (commas || (habits.decimalComma && onlyThousandths(cells)));
  if (pointed) return 'respell';
  const asCommas = commas || (habits.decimalComma && cells.plain === 0);
  const read = asCommas && survey.second.every((v, w) => !Number.isNaN(v) || !isNumber(survey, w));
  if (commas && !read) return refuse('COMMA_AMBIGUOUS');
  const spelt = read ? survey.second : survey.first;

  const values = cells.values ?? new Float64Array(cells.rows).fill(NaN);
  const codes = cells.codes;
  if (codes) {
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!;
      if (code >= 0 && isNumber(survey, code)) values[row] = spelt[code]!;
    }
  }
  notes.add('INFINITE', name, rows[INFINITE]!, survey.lines[INFINITE]);
  notes.add('LEADING_ZEROS', name, traits.leadingZeros);
  notes.add('PERCENT', name, traits.percent);
  notes.add('CURRENCY', name, traits.currency);
  notes.add('FULL_WIDTH', name, traits.wide);
  if (commas) notes.add('DECIMAL_COMMA', name, traits['decimal-comma'] + traits.either);
  else {
    notes.add('THOUSANDS', name, traits.thousands + traits.either);
    if (open && !habits.thousandsComma) notes.add('COMMA_AMBIGUOUS', name, traits.either);
  }
  return { kind: 'number', name, values };
}

function isNumber({ kinds }: WordSurvey, word: number): boolean {
  return kinds[word] === NUMBER;
}

function hasFractions(survey: WordSurvey): boolean {
  return survey.first.some((value, w) => isNumber(survey, w) && !Number.isInteger(value));
}

/** Whether every number could be one like 1.234 or 950, with points for thousands. */
function onlyThousandths({ values }: ColumnCells): boolean {
  return (values ?? []).every(
    (v) => Number.isNaN(v) || (Math.abs(v) < 1000 && Number.isInteger(Math.round(v * 1e6) / 1e3)),
  );
}
