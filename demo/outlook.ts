import type { RiskDecisionLetterElement } from '../components/index.js';
import type { RiskRecourseElement, RiskWhatIfElement } from '../components/index.js';
import { wording } from './outlook-words.js';
import { byId, onLanguage, pageLang, words } from './page-chrome.js';

const recourse = byId<RiskRecourseElement>('recourse');
const whatIf = byId<RiskWhatIfElement>('what-if');
const letter = byId<RiskDecisionLetterElement>('letter');

/** Whether the trial follows the first way out: until somebody tries something else. */
let follows = true;

/** The trial begins where the first way out ends, so that both show the same score. */
export function followRecourse(): void {
  follows = true;
}

/** @param name - of the sample, for the salutation. */
export function startOutlook(name: () => string): void {
  recourse.wording = whatIf.wording = letter.wording = wording;
  recourse.addEventListener('risk-recourse', ({ recourse: answer }) => {
    if (!follows) return;
    follows = false;
    const path = answer.paths[0] ?? answer.closest;
    const step = path?.changes.find((change) => !change.follows);
    whatIf.feature = step?.feature ?? 'PAY_AMT1';
    whatIf.value = step?.to ?? undefined;
  });
  const note = document.createElement('span');
  note.slot = 'note';
  whatIf.append(note);
  const tell = (): void => {
    note.textContent = words().recourseNote;
    letter.regime = pageLang() === 'en' ? 'eu' : 'cn-pipl';
    letter.lender = words().lender;
    letter.department = words().department;
    letter.applicantName = words().salutation[name()] ?? '';
  };
  letter.reference = 'PL-2026-004817';
  letter.date = new Date().toISOString().slice(0, 10);
  byId('score').addEventListener('risk-progress', tell);
  onLanguage(tell);
}
