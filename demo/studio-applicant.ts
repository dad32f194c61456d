import {
  loadModel,
  textIn,
  type Applicant,
  type FeatureInfo,
  type LoadedModel,
} from '../sdk/index.js';
import type { RiskScoreElement } from '../components/index.js';
import type { RiskStudioModelEvent } from '../components/studio/index.js';
import { byId, onLanguage, pageLang } from './page-chrome.js';

let model: LoadedModel | undefined;
let values: Applicant = {};

/** A field for each answer that the model asks for. */
function fieldFor(feature: FeatureInfo): HTMLElement {
  const row = document.createElement('div');
  row.className = 'field';
  const label = document.createElement('label');
  const id = `answer-${feature.name}`;
  label.htmlFor = id;
  label.textContent = textIn(feature.label, pageLang(), feature.name);
  const value = values[feature.name];
  const control =
    feature.kind === 'categorical' && feature.categories.length > 0
      ? selectFor(feature)
      : document.createElement('input');
  control.id = id;
  control.name = feature.name;
  control.value = value === null || value === undefined ? '' : String(value);
  row.append(label, control);
  return row;
}

function selectFor({ categories }: FeatureInfo): HTMLSelectElement {
  const select = document.createElement('select');
  select.append(new Option('–', ''));
  for (const { code, label, text } of categories) {
    const value = label ?? String(code);
    select.append(new Option(textIn(text, pageLang(), value), value));
  }
  return select;
}

function showForm(): void {
  if (model) byId('applicant').replaceChildren(...model.info.features.map(fieldFor));
}

/** Loads the bundle as any page would, by its bytes and the key to trust, and fills in the client. */
export async function tryModel(event: RiskStudioModelEvent): Promise<void> {
  const { applicant, bytes, publicKey } = event;
  if (!applicant) return;
  const score = byId<RiskScoreElement>('score');
  const loaded = await loadModel(bytes.slice(), publicKey ? { trust: [publicKey] } : {});
  const before = model;
  model = loaded;
  values = applicant;
  showForm();
  byId('tried').hidden = false;
  score.model = loaded;
  score.rescore();
  await before?.dispose();
}

/** Follows the page's language, and keeps Enter from leaving the page. */
export function startApplicant(): void {
  byId('applicant').addEventListener('submit', (event) => event.preventDefault());
  byId('applicant').addEventListener('input', ({ target }) => {
    const { name, value } = target as HTMLInputElement;
    values = { ...values, [name]: value === '' ? null : value };
  });
  onLanguage(showForm);
}
