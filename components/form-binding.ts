import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Applicant, FeatureInfo } from '../sdk/index.js';

type Value = number | string | null | undefined;

/**
 * The applicant in a form: each feature from the field of its name.
 *
 * An empty field is "missing", and leaves the feature out if the field is `required`. What cannot
 * be read as a number goes on as it is, so that validation refuses it by name.
 */
export function readApplicant(form: HTMLFormElement, features: readonly FeatureInfo[]): Applicant {
  const applicant: Record<string, Value> = {};
  for (const feature of features) {
    const value = valueOf(form.elements.namedItem(feature.name), feature);
    if (value !== undefined) applicant[feature.name] = value;
  }
  return applicant;
}

function valueOf(field: Element | RadioNodeList | null, feature: FeatureInfo): Value {
  if (field === null) return undefined;
  if (field instanceof HTMLInputElement && field.type === 'checkbox') {
    return field.checked ? parse(field.value === 'on' ? '1' : field.value, feature) : 0;
  }
  const { value } = field as { value?: unknown };
  if (typeof value !== 'string') return undefined;
  if (value.trim() !== '') return parse(value, feature);
  if (field instanceof HTMLInputElement && field.validity.badInput) return '?';
  return isRequired(field) ? undefined : null;
}

function isRequired(field: Element | RadioNodeList): boolean {
  return field instanceof RadioNodeList
    ? [...field].some((each) => (each as HTMLInputElement).required)
    : Boolean((field as HTMLInputElement).required);
}

/** A number as people type it: full-width digits, grouping commas, blanks, a true minus. */
function parse(text: string, feature: FeatureInfo): number | string {
  const plain = text.normalize('NFKC').trim();
  if (feature.categories.some((category) => category.label === plain)) return plain;
  const digits = plain.replace(/[,\s]/g, '').replace('\u2212', '-');
  const value = Number(digits);
  return digits === '' || Number.isNaN(value) ? plain : value;
}

type BindingHost = ReactiveControllerHost &
  HTMLElement & { readonly htmlFor: string; readonly debounce: number };

/**
 * Follows the form that `for` names. It listens at the root rather than on the form: the order in
 * which form and element come into the page does not matter, and fields may come and go.
 */
export class FormBinding implements ReactiveController {
  #root: Document | ShadowRoot | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: BindingHost,
    /** At once: what was read from the form no longer holds. */
    private readonly touched: () => void,
    /** After `debounce` of quiet. */
    private readonly changed: () => void,
  ) {
    host.addController(this);
  }

  get form(): HTMLFormElement | undefined {
    const { htmlFor } = this.host;
    const found = htmlFor ? this.#root?.getElementById(htmlFor) : undefined;
    return found instanceof HTMLFormElement ? found : undefined;
  }

  hostConnected(): void {
    const root = this.host.getRootNode();
    this.#root = root instanceof ShadowRoot ? root : document;
    for (const type of ['input', 'change', 'reset']) {
      this.#root.addEventListener(type, this.#follow);
    }
    if (document.readyState === 'loading') {
      document.addEventListener('DOMContentLoaded', this.changed, { once: true });
    }
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    for (const type of ['input', 'change', 'reset']) {
      this.#root?.removeEventListener(type, this.#follow);
    }
    document.removeEventListener('DOMContentLoaded', this.changed);
  }

  readonly #follow = (event: Event): void => {
    const { form } = this;
    const target = event.target as Element & { form?: unknown };
    if (!form || (target.form !== form && !form.contains(target))) return;
    clearTimeout(this.#timer);
    this.touched();
    // A reset empties the fields after its event; a change is a finished answer.
    this.#timer = setTimeout(this.changed, event.type === 'input' ? this.host.debounce : 0);
  };
}
