import { html, nothing, type TemplateResult } from 'lit';
import { STEPS, type Step } from './account.js';
import { featuresOf } from './decisions.js';
import { countText, kilobyteText, numberText } from './figures.js';
import { budgetOf } from './lesson.js';
import type { View } from './view.js';

/** The steps, each with what it came to. */
export function renderStepList(view: View): TemplateResult {
  const { words, book } = view;
  const { step } = book;
  return html`<nav class="steps" part="steps" aria-label=${words.steps}>
    <ol>
      ${STEPS.map((each, i) => {
        const figure = figureOf(view, each);
        const isOpen = isOpenStep(view, each);
        return html`<li class=${each === step ? 'is-here' : isOpen ? '' : 'is-shut'}>
          <button
            type="button"
            aria-current=${each === step ? 'step' : nothing}
            ?disabled=${!isOpen}
            @click=${() => book.goTo(each)}
          >
            <b>${i + 1}</b
            ><span class="step-name">${words.stepNames[i]}</span
            >${figure ? html`<span class="step-figure">${figure}</span>` : nothing}
          </button>
        </li>`;
      })}
    </ol>
  </nav>`;
}

/** Whether everything that a step needs is there. */
export function isOpenStep({ book }: View, step: Step): boolean {
  const { account, plan, task, chosen, reading } = book;
  if (step === 'file') return true;
  if (!account || reading) return false;
  if (step === 'columns') return true;
  if (step === 'goal') return plan !== undefined;
  if (step === 'train') return task !== undefined;
  return chosen !== undefined;
}

/** What a step came to, as a balance beside its name. */
function figureOf({ words, book, hand }: View, step: Step): string {
  const { account, chosen } = book;
  if (!account) return '';
  const { profile, history, trainings } = account;
  const { kind, name, lesson } = history.now;
  switch (step) {
    case 'file':
      return words.rows(countText(profile.file.rows));
    case 'columns':
      return words.features(countText(featuresOf(profile, history.now).length));
    case 'goal': {
      const kB = budgetOf(lesson);
      return kB === undefined ? words.kindsShort[kind] : words.atMost(words.kilobytes(String(kB)));
    }
    case 'train':
      return trainings.length > 0 ? words.models(String(trainings.length)) : '';
    case 'report': {
      const auc = chosen?.report.parts.filter((part) => part.auc).at(-1)?.auc;
      return auc ? `AUC ${numberText(auc.value, 3)}` : '';
    }
    case 'names':
      return chosen ? name : '';
    case 'sign':
      return hand.packed ? words.kilobytes(kilobyteText(hand.packed.bytes.length)) : '';
  }
}
