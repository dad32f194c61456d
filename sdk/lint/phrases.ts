/**
 * Statements that say nothing about the applicant. The first two are those that 12 CFR 1002.9(b)(2)
 * names; the rest are what the same idea is found as on pages and in letters.
 */
export const VAGUE: readonly RegExp[] = [
  /\b(internal|our|lending|company|bank('s)?|underwriting|credit)\s+(lending |credit |scoring |underwriting )?(standards?|polic(y|ies)|criteria|guidelines?|requirements?)\b/i,
  /\b(qualifying|insufficient|inadequate|unsatisfactory|failing|low|poor|bad)\s+(credit |risk |internal |overall )?(score|rating)\b/i,
  /\b(score|rating)\s+(was |is |were )?(too low|insufficient|not sufficient|below|inadequate|not (high|good) enough)\b/i,
  /( not|n't)\s+(meet|met|satisf\w+|pass\w*)\b.{0,40}\b(criteria|requirements?|standards?|polic\w+|guidelines?|minimum|threshold|check|assessment|score)\b/i,
  /( not|n't)\s+(qualif\w+|eligible)\b/i,
  /\bfail(s|ed|ure)?\s+(to|the|our)\b.{0,30}\b(score|criteria|standards?|assessment|check|qualif\w+)\b/i,
  /\b(model|algorithm|system|computer|AI|scorecard)\s+(decided|decision|output|result|rejected|declined|predicts?|says)\b/i,
  /\b(overall|general|comprehensive)\s+(credit |risk )?(assessment|evaluation|profile|rating|review)\b/i,
  /\b(other|various|multiple|several|business|certain|proprietary|confidential|undisclosed)\s+(reasons?|factors?|considerations?|information)\b/i,
  /\b(risk|riskiness)\s+(is |was )?(too |unacceptably )?(high|elevated)\b|\bhigh[- ]risk\b|\bunacceptable risk\b/i,
  /\b(unqualified|not qualified|ineligible|not approved|not (credit ?)?worthy|creditworth\w+)\b/i,
  /\b(unable|cannot|not able) (to )?(approve|offer|grant|extend|provide|lend)\b/i,
  /\b(credit |risk )scoring\b|\bautomated (system|decision|process)\b/i,
  /(风控|审核|审批|评估|评定|评级|准入)\S{0,4}(未|不)(能)?(通过|达标|合格)/u,
  /内部(标准|政策|规定|制度|要求|评级|评分)/u,
  /(不|未|没有|未能|暂不|无法)(符合|满足|达到|通过|达标).{0,8}(标准|条件|要求|政策|规定|门槛|准入|分数线|审核|评估)/u,
  /(评分|得分|分数|信用分|评级)(不足|过低|偏低|较低|太低|不够|未达|不达|不高|差)/u,
  /(综合|整体|系统|总体)(评估|评定|评分|评价|判断|判定|资质|考量|考虑|审核)/u,
  /(模型|算法|系统|电脑)(判定|认为|拒绝|输出|结果|决定|预测)/u,
  /(其他|多种|若干|某些|商业|保密)(原因|因素|考虑)/u,
  /资质(不足|不符|不够|欠佳|较差)/u,
  /(信用|整体|综合)?风险(过高|较高|偏高|太高|等级高)/u,
];

/** Promises of an outcome. Denying one ("not a promise of approval") is taken out first. */
export const PROMISES: readonly RegExp[] = [
  /\bguarantee(s|d)?\b/i,
  /\b(will|shall)\s+(then |certainly |definitely |surely |always )?(be approved|approve|get approved|be granted|qualify|be accepted)\b/i,
  /\b(ensures?|promises?|assures?)\b.{0,20}\b(approval|approved|loan|credit|acceptance)\b/i,
  /\b(certain|sure)\s+to\s+be\s+(approved|accepted|granted)\b/i,
  /(保证|确保|承诺|一定|必定|必然|肯定|包)(会|能|可以?|将)?(获得?)?(通过|获批|批准|放款|审批|下款|过审)/u,
  /(就|即)(会|能|可)(获批|批准|通过审批|放款|下款)/u,
];

export const DENIALS =
  /\b(not|no|never|without)\s+(a |any )?(guarantee\w*|promise\w*|assurance\w*)[^.;]*|(不是|并非|不构成|不代表|不作|不|非)(任何)?(批准|通过|放款)?的?(保证|承诺)[^。；]*/giu;

/** What is left in a text that nobody finished. */
export const UNFINISHED =
  /\b(TODO|TBD|FIXME|lorem ipsum)\b|\bx{3,}\b|\?\?\?|(待定|待补充|待填写|占位)/iu;

/**
 * Words that may stand beside a fact and are none. What is left of a wording without them is its
 * fact.
 */
export const NO_FACT: readonly RegExp[] = [
  /\b(a|an|and|are|as|at|be|been|by|for|from|has|have|in|is|it|its|of|on|or|our|s|that|the|this|to|was|were|with|you|your|we|us|which)\b/gi,
  /\b(too|very|more|less|most|least|much|many|few|low|lower|lowest|high|higher|highest|large|larger|small|smaller|long|longer|short|shorter|big|great|old|new|recent|enough|insufficient|excessive|inadequate|limited|lack|adverse|negative|negatively|unfavou?rable|poor|bad|weak|good|not|no|none|never|only|just)\b/gi,
  /\b(adds?|added|take|takes|took|taking|lose|loses|lost|cost|costs|lower(s|ed)?|raise[sd]?|increase[sd]?|decrease[sd]?|reduce[sd]?|affect(s|ed)?|impact(s|ed)?|hurts?|counts?|counted|points?|score[sd]?|scoring|risks?|reasons?|factors?|values?|levels?|amounts?|sizes?|numbers?|data|information|facts?|things?|items?|applicants?|application|result|results|decision|declined|denied|rejected|denial)\b/gi,
  /[过偏较太更最]?(低|高|多|少|大|小|长|短|不足|不够|不佳|不良|有限)|未能|未曾|未|不|没有|无/gu,
  /减分|加分|扣分|分数|得分|评分|影响|导致|增加|降低|风险|因素|原因|数值|数据|信息|情况|水平|金额|数量|申请人|申请|结果|决定|被拒|拒绝|该项|此项|本项|您的?|的|了|而|在|为|是|有/gu,
];

/** Words that say on which side of right a fact lies. */
export const SIDES: Readonly<Record<'low' | 'high', RegExp>> = {
  low: /\b(too|very|so) (low|few|little|small|short)\b|\binsufficient\b|\bnot enough\b|\black of\b|偏低|过低|太低|较低|偏少|过少|太少|较少|不足|过短|偏短|较短|不够/iu,
  high: /\b(too|very|so) (high|many|much|large|long)\b|\bexcessive\b|偏高|过高|太高|较高|偏多|过多|太多|较多|过大|偏大|过长/iu,
};

/** Where the number of inquiries is what a reason is about. */
export const INQUIRIES = /\binquir(y|ies)\b|\benquir(y|ies)\b|查询次数|征信查询|查询记录/iu;
