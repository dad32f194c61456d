import type { Applicant, Issue } from '../sdk/index.js';
import { byId, onLanguage, words } from './page-chrome.js';

const STATUSES = ['PAY_0', 'PAY_2', 'PAY_3', 'PAY_4', 'PAY_5', 'PAY_6'];

const form = byId<HTMLFormElement>('loan');

function group(text: string): string {
  const plain = text.normalize('NFKC').replace(/[,\s]/g, '').replace('\u2212', '-');
  if (!/^-?\d+$/.test(plain)) return text;
  return Number(plain).toLocaleString('en-US').replace('-', '\u2212');
}

/** One select for each month: 0, 1, 2, or 3 and more months late. */
function addMonths(): void {
  byId('months').replaceChildren(
    ...STATUSES.map((name) => {
      const cell = document.createElement('div');
      const label = document.createElement('label');
      label.htmlFor = name;
      const select = document.createElement('select');
      select.id = name;
      select.name = name;
      select.append(...['0', '1', '2', '3+'].map((text, value) => new Option(text, String(value))));
      cell.append(label, select);
      return cell;
    }),
  );
  onLanguage(() => {
    STATUSES.forEach((name, index) => {
      const select = byId<HTMLSelectElement>(name);
      select.labels[0]!.textContent = words().months[index]!;
      select.setAttribute('aria-label', words().monthLabel(words().monthNames[index]!));
    });
  });
}

/** A late month is hatched, as everything that takes points. */
function markLate(): void {
  for (const name of STATUSES) {
    const select = byId<HTMLSelectElement>(name);
    select.parentElement!.classList.toggle('is-late', select.value !== '0');
  }
}

/** Marks the answers that the model cannot read. */
export function markIssues(issues: readonly Issue[]): void {
  const named = new Set(issues.map(({ path }) => path));
  for (const field of form.querySelectorAll('input, select')) {
    if (named.has(field.id)) field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
  }
}

/** Puts an applicant into the form. Scripts raise no events: whoever scores must be told. */
export function fillForm(applicant: Applicant): void {
  for (const [name, value] of Object.entries(applicant)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = group(String(value));
    if (field instanceof HTMLSelectElement) field.value = String(value);
  }
  markLate();
}

export function startForm(): void {
  addMonths();
  form.addEventListener('input', markLate);
  form.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement) target.value = group(target.value);
  });
  // Enter in a field is no reason to leave the page.
  form.addEventListener('submit', (event) => event.preventDefault());
}
