import { html, nothing, type TemplateResult } from 'lit';
import type { Training } from './account.js';
import { kilobyteText, numberText } from './figures.js';
import type { Part, TrainReport } from '../../sdk/train.js';
import { sub, type View } from './view.js';

/** Every model that was trained, side by side; one of them goes on. */
export function renderCompare(
  view: View,
  trainings: readonly Training[],
  chosen: number,
): TemplateResult {
  const { words, book } = view;
  const choose = (id: number): void =>
    book.decide({ chosen: id }, { what: 'chosen', step: 'report' });
  return html`<div class="part">
    ${sub(view, words.compare, words.models(String(trainings.length)))}
    <div class="table compare" role="table" aria-label=${words.compare}>
      <div class="row is-head is-over" role="presentation" aria-hidden="true">
        <span></span><span></span><span></span> <span class="over">AUC</span
        ><span class="over">KS</span>
      </div>
      <div class="row is-head" role="row">
        <span role="columnheader" class="use"><span class="sr">${words.chooseModel}</span></span>
        <span role="columnheader">${words.model}</span>
        <span role="columnheader" class="figure">${words.sizeHead}</span>
        ${(['AUC', 'KS'] as const).flatMap((name) =>
          [words.inTime, words.outOfTime].map(
            (part) =>
              html`<span role="columnheader" class="figure"
                ><span class="sr">${name} </span>${part}</span
              >`,
          ),
        )}
      </div>
      ${trainings.map((training, i) => {
        const { id, report } = training;
        const bytes = report.model.bytes;
        const name = `${i + 1}. ${nameOf(view, training)}`;
        return html`<div class="row ${id === chosen ? 'is-chosen' : ''}" role="row">
          <span role="cell" class="use"
            ><label class="check"
              ><input
                type="radio"
                name="model"
                aria-label="${words.chooseModel} ${name}"
                .checked=${id === chosen}
                @change=${() => choose(id)} /></label
          ></span>
          <span role="rowheader"
            ><b>${name}</b><small>${shapeOf(view, report)}</small>${taughtBy(view, report)}</span
          >
          <span role="cell" class="figure"
            ><span class="cap">${words.sizeHead} </span>${
              bytes === undefined ? '' : words.kilobytes(kilobyteText(bytes))
            }</span
          >
          ${(['auc', 'ks'] as const).flatMap((measure) =>
            (['in-time', 'out-of-time'] as const).map((part) => {
              const text = measureOf(report, part, measure);
              return html`<span role="cell" class="figure ${measure}"
                ><span class="cap"
                  >${words.measureNames[measure]}
                  ${part === 'in-time' ? words.inTime : words.outOfTime} </span
                >${text ?? html`<small>${words.none}</small>`}</span
              >`;
            }),
          )}
        </div>`;
      })}
    </div>
  </div>`;
}

/** Kind and size, or the budget that chose them. */
function nameOf({ words }: View, { kind, size, task }: Training): string {
  const { kB } = task.budget ?? {};
  const limit = size ? words.sizes[size] : words.atMost(words.kilobytes(String(kB)));
  return words.kindsShort[kind] + words.comma + limit;
}

/** Of a student: whose, and how near, where it was not trained. */
function taughtBy({ words }: View, { fidelity }: TrainReport): TemplateResult | typeof nothing {
  if (!fidelity) return nothing;
  const { r2 } = fidelity.parts.find(({ part }) => part === 'in-time') ?? fidelity.parts.at(-1)!;
  return html`<small>${words.taughtBy(fidelity.teacher.name, numberText(r2, 3))}</small>`;
}

/** What a trained model is made of: 62 trees, 14 features. */
function shapeOf({ words }: View, { model, features }: TrainReport): string {
  const used = features.filter(({ importance }) => (importance ?? 0) > 0).length;
  const count = words.features(String(used || features.length));
  return model.trees === undefined
    ? count
    : `${words.trees(String(model.trees))}${words.comma}${count}`;
}

function measureOf(report: TrainReport, part: Part, measure: 'auc' | 'ks'): string | undefined {
  const found = report.parts.find((each) => each.part === part)?.[measure];
  return found && numberText(found.value, 3);
}
