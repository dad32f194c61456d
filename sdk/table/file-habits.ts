import type { WordSurvey } from './word-survey.js';

/** What the columns of a file together say about how numbers and dates are written in it. */
export interface FileHabits {
  readonly decimalComma: boolean;
  readonly thousandsComma: boolean;
  readonly dayFirst: boolean;
  readonly monthFirst: boolean;
}

/** What can only be read in one way in some column decides for those that leave it open. */
export function habitsOf(surveys: readonly WordSurvey[]): FileHabits {
  const some = (trait: keyof WordSurvey['traits']) =>
    surveys.some(({ traits }) => traits[trait] > 0);
  return {
    decimalComma: some('decimal-comma'),
    thousandsComma: some('thousands'),
    dayFirst: some('dayFirstOnly'),
    monthFirst: some('monthFirstOnly'),
  };
}
