import type { LocalizedText } from './locale.js';

interface Attribute {
  readonly attribute: string;
  /** Whole words of a name or an English label; of two with a space between, both. */
  readonly words: readonly string[];
  /** Anywhere in a Chinese label or name. */
  readonly han: RegExp;
  /** Which ways nature and law leave open: age goes up by waiting. */
  readonly moves: 'up' | 'none';
}

/**
 * What the law protects in one regime or another: 12 CFR 1002.2(z) (race, colour, religion, national
 * origin, sex, marital status, age, public assistance), EU Charter art. 21, PIPL art. 28 (belief,
 * health...), and what commonly stands for it.
 */
const ATTRIBUTES: readonly Attribute[] = [
  {
    attribute: 'age',
    words: [
      'age',
      'ages',
      'aged',
      'dob',
      'birth',
      'birthday',
      'birthdate',
      'birthyear',
      'elderly',
      'alter',
      'nianling',
    ],
    han: /年龄|年纪|岁数|出生|生日/u,
    moves: 'up',
  },
  {
    attribute: 'sex',
    words: [
      'sex',
      'gender',
      'male',
      'female',
      'pregnant',
      'pregnancy',
      'maternity',
      'maiden',
      'geschlecht',
      'xingbie',
    ],
    han: /性别|男女|怀孕|孕期|生育/u,
    moves: 'none',
  },
  {
    attribute: 'marital-status',
    words: [
      'marital',
      'marriage',
      'married',
      'divorced',
      'spouse',
      'widowed',
      'wedded',
      'family status',
      'civil status',
      'familienstand',
      'famges',
      'hunyin',
    ],
    han: /婚姻|婚否|已婚|未婚|配偶|离异|结婚/u,
    moves: 'none',
  },
  {
    attribute: 'race',
    words: [
      'race',
      'racial',
      'ethnic',
      'ethnicity',
      'skin',
      'colour',
      'color',
      'caste',
      'tribe',
      'minzu',
    ],
    han: /种族|民族|族裔|肤色/u,
    moves: 'none',
  },
  {
    attribute: 'religion',
    words: ['religion', 'religious', 'faith', 'church', 'creed'],
    han: /宗教|信仰|教派/u,
    moves: 'none',
  },
  {
    attribute: 'national-origin',
    words: [
      'nationality',
      'citizenship',
      'citizen',
      'immigrant',
      'immigration',
      'birthplace',
      'foreign',
      'foreigner',
      'gastarb',
    ],
    han: /国籍|籍贯|户籍|户口|出生地|移民|外籍/u,
    moves: 'none',
  },
  {
    attribute: 'disability',
    words: [
      'disability',
      'disabled',
      'handicap',
      'handicapped',
      'health',
      'medical',
      'diagnosis',
      'illness',
    ],
    han: /残疾|残障|疾病|病史|健康/u,
    moves: 'none',
  },
  {
    attribute: 'sexual-orientation',
    words: ['orientation', 'lgbt', 'homosexual'],
    han: /性取向|性倾向/u,
    moves: 'none',
  },
  {
    attribute: 'belief',
    words: ['political', 'party', 'union'],
    han: /政治面貌|党派|工会/u,
    moves: 'none',
  },
  {
    attribute: 'public-assistance',
    words: ['welfare', 'medicaid', 'snap'],
    han: /低保|救济|社会救助/u,
    moves: 'none',
  },
];

/** The age of these is no applicant's. */
const OTHER_AGES = [
  ...['account', 'accounts', 'acct', 'card', 'file', 'loan', 'loans', 'credit', 'trade', 'trades'],
  ...['tradeline', 'history', 'vehicle', 'car', 'auto', 'business', 'company', 'firm', 'property'],
  ...['house', 'building', 'device', 'phone', 'email', 'oldest', 'newest', 'relationship', 'debt'],
];
const OTHER_HAN = /账户|账龄|卡龄|贷款|信用|车|企业|公司|房|设备/u;

/** The protected attribute that a feature or a column stands for by its name or labels, if any. */
export function protectedByName({
  name,
  label,
}: {
  readonly name: string;
  readonly label?: LocalizedText;
}): Attribute | undefined {
  const words = wordsOf(`${name} ${label?.en ?? ''}`);
  const han = `${name} ${label?.['zh-CN'] ?? ''}`;
  return ATTRIBUTES.find(({ attribute, words: own, han: ownHan }) => {
    const ofOther = attribute === 'age' || attribute === 'disability' || attribute === 'belief';
    if (ofOther && (OTHER_AGES.some((word) => words.has(word)) || OTHER_HAN.test(han)))
      return false;
    return own.some((word) => word.split(' ').every((part) => words.has(part))) || ownHan.test(han);
  });
}

/** Which ways a declared attribute leaves open; `undefined` for one that is not of this list. */
export function movesOf(attribute: string | undefined): Attribute['moves'] | undefined {
  return ATTRIBUTES.find((entry) => entry.attribute === attribute)?.moves;
}

/** `maritalStatus_2` as marital, status. */
function wordsOf(name: string): ReadonlySet<string> {
  const spaced = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return new Set(spaced.split(/[^a-z]+/));
}
