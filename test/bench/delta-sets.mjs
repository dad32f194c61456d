/**
 * Data sets of `delta-card.mjs`, and the groups of clients in them that serve as natural channels.
 *
 * The groups were written down before any card was fitted to them, by one rule: what a lender would
 * call a channel or a segment (product, purpose, place, kind of client, standing), of at least 200
 * rows, leaving at least 350. All of them are measured, none was taken out afterwards.
 *
 * The first two are in the repository; the others are read where `../shared/data` has them. The
 * Statlog German data are not among them: they are the clients of South German once more.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const own = (path) => new URL(`../../${path}`, import.meta.url);
const shared = (name) => new URL(`../../../shared/data/${name}`, import.meta.url);

/**
 * `draws`: random halves for controls and shifted channels. `drop`: identifiers, copies, and what is
 * known only afterwards. `nominal`: numbers that are codes of categories.
 */
const SETS = [
  {
    name: 'Taiwan',
    path: own('demo/model/data/taiwan.csv.gz'),
    target: 'default.payment.next.month',
    bad: 1,
    draws: 6,
    drop: ['ID'],
    nominal: ['SEX', 'EDUCATION', 'MARRIAGE'],
    groups: {
      'high school': (row) => row('EDUCATION') >= 3,
      university: (row) => row('EDUCATION') === 2,
      'graduate school': (row) => row('EDUCATION') === 1,
      married: (row) => row('MARRIAGE') === 1,
      women: (row) => row('SEX') === 2,
      'up to 27': (row) => row('AGE') <= 27,
      'from 45': (row) => row('AGE') >= 45,
      'low limit': (row) => row('LIMIT_BAL') <= 50_000,
      'high limit': (row) => row('LIMIT_BAL') >= 300_000,
      'no use of card': (row) => row('PAY_2') === -2,
      'no payment': (row) => row('PAY_AMT1') === 0,
      'paid duly': (row) => row('PAY_0') === -1,
      revolving: (row) => row('PAY_0') === 0,
      late: (row) => row('PAY_0') >= 1,
    },
  },
  {
    name: 'German',
    path: own('test/vectors/data/south_german.csv.gz'),
    target: 'kredit',
    bad: 0,
    draws: 4,
    drop: [],
    nominal: [
      ...['laufkont', 'moral', 'verw', 'famges', 'buerge', 'verm'],
      ...['weitkred', 'wohn', 'telef', 'gastarb'],
    ],
    groups: {
      'over 20 months': (row) => row('laufzeit') > 20,
      telephone: (row) => row('telef') === 2,
      'not renting': (row) => row('wohn') !== 2,
      car: (row) => row('verw') === 1 || row('verw') === 2,
      furniture: (row) => row('verw') === 3,
      unskilled: (row) => row('beruf') <= 2,
      'personal status 2': (row) => row('famges') === 2,
      'up to 27': (row) => row('alter') <= 27,
      'no account': (row) => row('laufkont') === 1,
      'account in credit': (row) => row('laufkont') === 4,
      'from 4000 marks': (row) => row('hoehe') >= 4000,
      'new at work': (row) => row('beszeit') <= 2,
      'has had credits here': (row) => row('bishkred') >= 2,
      'no savings': (row) => row('sparkont') === 1,
      'long at home': (row) => row('wohnzeit') === 4,
    },
  },
  {
    name: 'HELOC',
    path: shared('heloc.csv'),
    target: 'RiskPerformance',
    bad: 'Bad',
    draws: 3,
    drop: [],
    nominal: ['MaxDelq2PublicRecLast12M', 'MaxDelqEver'],
    groups: {
      'few trades': (row) => row('NumTotalTrades') >= 0 && row('NumTotalTrades') <= 15,
      'thin file': (row) => row('AverageMInFile') >= 0 && row('AverageMInFile') < 60,
      inquiries: (row) => row('NumInqLast6M') >= 3,
      delinquencies: (row) =>
        row('PercentTradesNeverDelq') >= 0 && row('PercentTradesNeverDelq') < 85,
      'high burden': (row) => row('NetFractionRevolvingBurden') > 60,
      'no instalments': (row) => row('NetFractionInstallBurden') === -8,
    },
  },
  {
    name: 'LendingClub',
    path: shared('lendingclub_2018.csv'),
    target: 'loan_status',
    bad: 1,
    draws: 4,
    drop: ['id', 'issue_d', 'emp_title', 'zip_code', 'grade.1'],
    nominal: [],
    groups: {
      'credit card': (row) => row('purpose') === 'credit_card',
      'home improvement': (row) => row('purpose') === 'home_improvement',
      '60 months': (row) => row('term') === '60 months',
      'grade D and below': (row) => row('grade') >= 'D',
      California: (row) => row('addr_state') === 'CA',
      Texas: (row) => row('addr_state') === 'TX',
      'new at work': (row) => row('emp_length') === '< 1 year',
      'two applicants': (row) => row('dti_joint') !== null,
      'second half of the year': (row) => row('issue_d') >= 17_713,
    },
  },
  {
    name: 'HMEQ',
    path: shared('hmeq.csv'),
    target: 'BAD',
    bad: 1,
    draws: 2,
    drop: [],
    nominal: [],
    groups: {
      'home improvement': (row) => row('REASON') === 'HomeImp',
      office: (row) => row('JOB') === 'Office',
      professionals: (row) => row('JOB') === 'ProfExe',
      managers: (row) => row('JOB') === 'Mgr',
      'other jobs': (row) => row('JOB') === 'Other',
    },
  },
  {
    name: 'SBA',
    path: shared('sba_case.csv'),
    target: 'Default',
    bad: 1,
    draws: 2,
    keep: [
      ...['Term', 'NoEmp', 'NewExist', 'CreateJob', 'RetainedJob', 'UrbanRural', 'RevLineCr'],
      ...['LowDoc', 'DisbursementGross', 'GrAppv', 'SBA_Appv', 'Portion', 'NAICS', 'BankState'],
    ],
    nominal: ['NewExist', 'UrbanRural', 'NAICS'],
    groups: {
      'new businesses': (row) => row('NewExist') === 2,
      'not urban': (row) => row('UrbanRural') !== 1,
      'real estate': (row) => row('Term') >= 240,
      'credit lines': (row) => row('RevLineCr') === 'Y',
      'banks elsewhere': (row) => row('BankState') !== 'CA',
    },
  },
  {
    name: 'car loans',
    path: shared('auto_loan_accepts.csv'),
    target: 'bad',
    bad: 1,
    draws: 2,
    drop: ['app_id', 'weight'],
    nominal: [],
    groups: {
      lease: (row) => row('purpose') === 'LEASE',
      used: (row) => row('used_ind') === 1,
      'over 60 months': (row) => row('loan_term') > 60,
      bankrupts: (row) => row('bankruptcy') === 1,
    },
  },
  {
    name: 'modeldata',
    path: shared('modeldata_credit_data.csv'),
    target: 'Status',
    bad: 'bad',
    draws: 2,
    drop: [],
    nominal: [],
    groups: {
      rent: (row) => row('Home') === 'rent',
      'with parents': (row) => row('Home') === 'parents',
      freelance: (row) => row('Job') === 'freelance',
      single: (row) => row('Marital') === 'single',
      records: (row) => row('Records') === 'yes',
      'up to 24 months': (row) => row('Time') <= 24,
    },
  },
  {
    name: 'bankloan',
    path: shared('bankloan_cn.csv'),
    target: '违约',
    bad: 1,
    draws: 0,
    drop: [],
    nominal: [],
    groups: {
      'further education': (row) => row('教育') >= 2,
      'up to 30': (row) => row('年龄') <= 30,
    },
  },
];

/**
 * The data sets that are here, read.
 *
 * @param {{ readTable: Function }} sdk
 * @param {string | undefined} only - of sets whose name holds this.
 * @returns {{ sets: object[], absent: string[] }}
 */
export function readSets(sdk, only) {
  const wanted = SETS.filter(({ name }) => !only || new RegExp(only).test(name));
  const absent = wanted.filter(({ path }) => !existsSync(path)).map(({ name }) => name);
  const sets = wanted
    .filter(({ path }) => existsSync(path))
    .map((about) => ({ ...about, ...readSet(sdk, about) }));
  return { sets, absent };
}

function readSet({ readTable }, { path, target, bad, drop = [], keep, nominal }) {
  const file = readFileSync(path);
  const { table } = readTable(path.pathname.endsWith('.gz') ? gunzipSync(file) : file);
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const valueOf = (row, name) => {
    const { kind, words, codes, values } = columns.get(name);
    if (kind === 'text') return codes[row] < 0 ? null : words[codes[row]];
    return Number.isNaN(values[row]) ? null : values[row];
  };
  const labels = Uint8Array.from({ length: table.rows }, (_, row) =>
    valueOf(row, target) === bad ? 1 : 0,
  );
  const plans = (keep ?? [...columns.keys()])
    .filter((column) => column !== target && !drop.includes(column))
    .map((column) => ({ column, ...(nominal.includes(column) && { kind: 'categorical' }) }));
  return { table, plans, labels, rows: table.rows, valueOf };
}
