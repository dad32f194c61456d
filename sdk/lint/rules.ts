/** What a finding weighs: an error fails `insitu lint`, a warning is for somebody to think about. */
export type Severity = 'error' | 'warning';

interface Rule {
  readonly severity: Severity;
  /** Where the rule comes from. */
  readonly why: string;
  readonly fix: string;
}

const REG_B = '12 CFR 1002.9(b)(2)';
const SPECIFIC = `${REG_B}: the principal reasons must be specific`;
const COMMENTARY = `commentary on ${REG_B}`;

/** Every rule, by the code of its findings. Codes never change their meaning. */
export const RULES = {
  REASON_MISSING: {
    severity: 'error',
    why: `${COMMENTARY}, par. 4: no factor that was a principal reason may be left out; PIPL art. 24, GDPR art. 15(1)(h): what counted is to be explained`,
    fix: 'give the reason an "adverse" wording, or put the feature into a reason that has one',
  },
  CODE_MISSING: {
    severity: 'error',
    why: 'a record must name its reasons by codes that stay; the column of a table is not one',
    fix: 'name the feature in "reasons" of the spec, with a code of its own',
  },
  LOCALE_MISSING: {
    severity: 'error',
    why: `${SPECIFIC}; GDPR art. 12(1): in intelligible form and plain language; PIPL art. 17: clear and understandable language`,
    fix: 'add the wording in this language',
  },
  LABEL_LOCALE: {
    severity: 'warning',
    why: 'pages in this language would show the label of another, or a code',
    fix: 'add the label in this language',
  },
  WORDING_VAGUE: {
    severity: 'error',
    why: `${REG_B}: that the decision was based on internal standards or policies, or that no qualifying score was reached, is an insufficient statement`,
    fix: 'name the fact about the applicant that counted',
  },
  WORDING_NO_FACT: {
    severity: 'error',
    why: `${SPECIFIC}; ${COMMENTARY}, par. 2: they must relate to and accurately describe the factors actually scored`,
    fix: 'name the fact about the applicant that counted',
  },
  WORDING_SAME: {
    severity: 'error',
    why: `${COMMENTARY}, par. 2: each reason is to describe its own factor; the same sentence twice says less than it seems to`,
    fix: 'word the reasons apart, or make them one',
  },
  WORDING_PROMISE: {
    severity: 'error',
    why: 'an explanation that promises approval is a promise the lender did not make, and may mislead: 15 U.S.C. 45; PIPL art. 5',
    fix: 'say what would change the score, and that it is no promise',
  },
  WORDING_UNFINISHED: {
    severity: 'error',
    why: 'an applicant would read it',
    fix: 'finish the text',
  },
  WORDING_DIRECTION: {
    severity: 'error',
    why: `${COMMENTARY}, par. 2: reasons must accurately describe the factors scored; this one says the opposite of what the model does`,
    fix: 'word it as the model has it',
  },
  WORDING_ONE_SIDED: {
    severity: 'warning',
    why: `${COMMENTARY}, par. 2: reasons must accurately describe the factors scored; the model counts too little and too much against people, the wording names one`,
    fix: 'word it so that it is true on both sides',
  },
  WORDING_COLUMN: {
    severity: 'warning',
    why: 'GDPR art. 12(1), PIPL art. 17: plain words; the name of a column is none',
    fix: 'name the fact as people do',
  },
  PLACEHOLDER_UNKNOWN: {
    severity: 'error',
    why: 'nothing fills it: an applicant would read the braces. Only "template" knows one, {v}',
    fix: 'use {v} in "template", and plain text elsewhere',
  },
  GROUP_MIXED: {
    severity: 'error',
    why: `${COMMENTARY}, par. 2: reasons must accurately describe the factors scored; where one feature of a reason raises risk and another lowers it, one wording is wrong for one of them`,
    fix: 'give each direction a reason of its own',
  },
  PROTECTED_NO_BASIS: {
    severity: 'error',
    why: '12 CFR 1002.4(a) and 1002.6(b); EU Charter art. 21; PIPL art. 24 and 28: telling people apart by it needs a rule that allows it',
    fix: 'state the basis in "disclosure.protected", or take the feature out of the model',
  },
  PROTECTED_UNDECLARED: {
    severity: 'error',
    why: '12 CFR 1002.4(a) and 1002.6(b); EU Charter art. 21; PIPL art. 24 and 28; by its name, the feature stands for a protected attribute',
    fix: 'declare it in "disclosure.protected" with its basis (also where it only sounds like one), or take it out',
  },
  RECOURSE_BY_NATURE: {
    severity: 'error',
    why: 'nobody can change it, or may be told to: such advice is no route (C-203/22, par. 62, asks how other data would have changed the result, to be of use to the person)',
    fix: 'make its direction "immutable"; for age, "up" at most',
  },
  RECOURSE_NONE: {
    severity: 'warning',
    why: 'C-203/22, par. 62: how other data would have changed the result may be what makes an explanation sufficient; no feature may change here',
    fix: 'say in "recourse" of the features what an applicant can change',
  },
  RECOURSE_USELESS: {
    severity: 'warning',
    why: 'C-203/22, par. 62: how other data would have changed the result. A change this way only ever raises risk',
    fix: 'turn the direction round, or make it "immutable"',
  },
  RECOURSE_STILL: {
    severity: 'warning',
    why: 'what it follows never changes, so the link never acts',
    fix: 'let one of the features that it follows change, or drop the link',
  },
  METHOD_UNSUPPORTED: {
    severity: 'error',
    why: `${COMMENTARY}, par. 5: reasons by a method that fits how the model scores; a notice under this regime would be refused`,
    fix: 'choose another "method" or "against", or add the population to the bundle',
  },
  REASONS_TOO_MANY: {
    severity: 'error',
    why: `${COMMENTARY}, par. 1: more than four reasons are not likely to be helpful; 15 U.S.C. 1681g(f)(1)(C): at most four key factors`,
    fix: 'set "maxReasons" to 4 or leave it out; inquiries come on top by themselves',
  },
  INQUIRIES_UNNAMED: {
    severity: 'warning',
    why: '15 U.S.C. 1681g(f)(9): where the number of inquiries counted against the score, it is told beside the four',
    fix: 'name its code in "inquiries"',
  },
  PROCEDURE_MISSING: {
    severity: 'error',
    why: 'GDPR art. 15(1)(h) as read in C-203/22: the procedure and the principles actually applied are to be explained',
    fix: 'say in "procedure" which facts are used, how they become a score, and what the score decides',
  },
  PROCEDURE_THIN: {
    severity: 'warning',
    why: 'C-203/22: concise and intelligible, and yet so that the person can tell which data were used, and how',
    fix: 'say which facts are used, how they become a score, and what the score decides',
  },
  REVIEW_MISSING: {
    severity: 'error',
    why: 'GDPR art. 22(3): the right to obtain human intervention; PIPL art. 24: the right to refuse a decision by automated means alone',
    fix: 'say in "review" how to have a person look at it, with a contact',
  },
  REVIEW_CONTACT: {
    severity: 'error',
    why: 'GDPR art. 12(2), PIPL art. 50: rights must be easy to use; this is no address, number or URL',
    fix: 'give an e-mail address, a telephone number, a URL or a postal address',
  },
  REGIME_MISSING: {
    severity: 'error',
    why: 'notices under this regime are refused: the bundle says nothing for it',
    fix: 'add it to "disclosure.regimes" of the spec',
  },
  REGIME_NONE: {
    severity: 'warning',
    why: 'no notice can be made under any regime',
    fix: 'add "disclosure.regimes" to the spec',
  },
  INDICATIVE_NOTICE: {
    severity: 'warning',
    why: `${COMMENTARY}, par. 2 and 4: reasons must be those of the factors actually scored. This model is declared indicative: another one decides`,
    fix: "take a notice's reasons from the model that decides, or let this one decide",
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleCode = keyof typeof RULES;

/** One thing that is wrong with what a model says. */
export interface Finding {
  readonly code: RuleCode;
  readonly severity: Severity;
  /** By names and codes: `reasons.R06.adverse.en`. */
  readonly path: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** Collects findings. */
export class FindingList {
  readonly findings: Finding[] = [];

  add(code: RuleCode, path: string, what: string): void {
    this.findings.push({ code, path, what, ...RULES[code] });
  }
}
