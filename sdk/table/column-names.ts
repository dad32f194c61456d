import { spacedName } from './name-words.js';

const IDENTIFIER =
  / (id|ids|uuid|guid|key|nr|no|number|num|acct|account no|ssn|passport|app id|cust id|rowid|index|idx|seq|serial|email|e mail|phone|mobile|tel) |(id|编号|编码|序号|流水号|单号|身份证\w*|证件号\w*|手机\w*|电话\w*|邮箱|账号|卡号|客户号|合同号|姓名) $/u;
const WEIGHT =
  /^ (weight|weights|wt|wgt|sample weight|row weight|sampling weight|权重|样本权重) $/u;
const PLACE_CODE = / (zip|zipcode|zip code|postcode|postal|postal code|邮编|邮政编码) /u;

/** Names of dates on which a loan is asked for or made, surest first. */
const DATES: readonly RegExp[] = [
  / (appl|application|apply|app|request) (date|dt|day|time|month) |申请(日期|时间|月份|日)/u,
  / (issue d|issue date|issued|origination|orig|origin|booking|approval|disbursal|disbursement|funded|funding|loan|open|vintage|decision|snapshot|observation|obs|as of) (date|dt|day|time|month)? ?$|^ (issue d|issue date|vintage|cohort) $|(放款|审批|授信|发放|观察|贷款)(日期|时间|月份|日)/u,
  /^ (date|dt|day|month|period|ym|ymd|time|timestamp|as of) $|^ (日期|时间|月份|年月) $/u,
];

/** Whether a column is named like something that each row has its own of. */
export function namedLikeIdentifier(name: string): boolean {
  return IDENTIFIER.test(spacedName(name));
}

/** Whether a column is named like weights of rows. */
export function namedLikeWeight(name: string): boolean {
  return WEIGHT.test(spacedName(name));
}

/** Whether a column is named like codes of places, which are no numbers to compare. */
export function namedLikePlace(name: string): boolean {
  return PLACE_CODE.test(spacedName(name));
}

/** How sure the name of a column of dates says that it is when the loan was made: 0 is surest. */
export function dateRank(name: string): number {
  const rank = DATES.findIndex((pattern) => pattern.test(spacedName(name)));
  return rank < 0 ? DATES.length : rank;
}
