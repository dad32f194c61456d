import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Applicant } from '../../sdk/index.js';
import { mark } from '../glyphs.js';
import { LanguageController } from '../language.js';
import { LiveRegion } from '../live-region.js';
import type { RiskScoreElement } from '../risk-score.js';
import { sharedStyles } from '../shared-styles.js';
import { tokens } from '../tokens.js';
import { WidthController } from '../width-controller.js';
import { STEPS, type Step } from './account.js';
import { columnsStyles } from './columns.styles.js';
import { ColumnList } from './column-list.js';
import type { KnownWords } from './decisions.js';
import { countText, kilobyteText, numberText } from './figures.js';
import { monthsStyles } from './months.styles.js';
import { HandOver, type PackedBundle } from './hand-over.js';
import { renderColumns } from './step-columns.js';
import { renderFile } from './step-file.js';
import { renderGoal } from './step-goal.js';
import { renderNames } from './step-names.js';
import { renderReport } from './step-report.js';
import { isOpenStep, renderStepList } from './step-list.js';
import { renderSign } from './step-sign.js';
import { renderTrain } from './step-train.js';
import { renderTurns } from './turn-buttons.js';
import { StudioBook } from './studio-book.js';
import { RiskStudioModelEvent, RiskStudioTableEvent } from './studio-event.js';
import { TeacherDesk } from './teacher-desk.js';
import { studioChartStyles } from './studio-chart.styles.js';
import { studioFormStyles } from './studio-form.styles.js';
import { choicesStyles } from './choices.styles.js';
import { handOverStyles } from './hand-over.styles.js';
import { stepsStyles } from './steps.styles.js';
import { studioStyles } from './studio.styles.js';
import { wordingsStyles } from './wordings.styles.js';
import { studioTableStyles } from './studio-table.styles.js';
import { studioWordsIn } from './studio-words.js';
import { startTrainer, type Trainer } from '../../sdk/train.js';
import type { View } from './view.js';

/** From this width on, the steps stand beside their page. */
const WIDE = 860;

/** What the steps take of it, with the gap. */
const ASIDE = 264;

const RENDER: Readonly<Record<Step, (view: View) => TemplateResult>> = {
  file: renderFile,
  columns: renderColumns,
  goal: renderGoal,
  train: renderTrain,
  report: renderReport,
  names: renderNames,
  sign: renderSign,
};

/**
 * The no-code studio: a file becomes a signed bundle in seven steps, in this page. Rows go from the
 * file to a locked worker and no further; reports and bundles are downloads.
 *
 * @summary From a file to a signed model, in the page.
 * @tag risk-studio
 *
 * @example
 * <risk-studio for="score"></risk-studio>
 * <risk-score id="score"></risk-score>
 *
 * @fires {RiskStudioModelEvent} risk-studio-model - A bundle was packed, or is to be tried.
 * @fires {RiskStudioTableEvent} risk-studio-table - A table was opened.
 *
 * @slot title - The heading's text.
 * @slot file - Other ways to a file, beside the button.
 * @slot teacher - Other ways to a model file that teaches, beside its button.
 * @slot result - Where a client is tried, under the last step.
 *
 * @csspart head - Heading, and that nothing is sent.
 * @csspart steps - The list of steps.
 * @csspart page - The step that is open.
 * @csspart drop - Where a file is dropped.
 *
 * @cssprop --risk-ground - The page's background behind the element.
 */
export class RiskStudioElement extends LitElement {
  static override readonly styles = [
    tokens,
    sharedStyles,
    studioStyles,
    stepsStyles,
    studioFormStyles,
    choicesStyles,
    wordingsStyles,
    handOverStyles,
    studioTableStyles,
    columnsStyles,
    monthsStyles,
    studioChartStyles,
  ];

  /** Id of a `<risk-score>` on this page, to try the model in. */
  @property({ attribute: 'for' }) htmlFor = '';
  /** `zh-CN` or `en`; else the closest `lang`, else the browser's. */
  @property() locale: string | undefined;
  /** Level of the heading, 1 to 4. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 2;
  /** Folder with the engine's files, for teachers that are networks; as for `loadModel`. */
  @property() assets: string | undefined;
  /** What trains. Made when the first file comes, unless it is given; whoever gave it disposes it. */
  @property({ attribute: false }) trainer: Trainer | undefined;
  /** Wording of columns that is known beforehand, by the column's name. */
  @property({ attribute: false }) knownWords: KnownWords | undefined;

  readonly #language = new LanguageController(this);
  readonly #width = new WidthController(this);
  readonly #live = new LiveRegion(this);
  readonly #book = new StudioBook(this, () => startTrainer(this.#engine));
  readonly #columns = new ColumnList();
  readonly #opened = new Set<string>();
  readonly #hand = new HandOver(this, this.#book, {
    packed: (bundle) => this.#tell(bundle, undefined),
    tried: (bundle, applicant) => this.#try(bundle, applicant),
    leaving: (model, next) => {
      if (this.#lent?.model === model) this.#lent.model = next;
    },
  });
  readonly #desk = new TeacherDesk(this, this.#book, () => this.#engine);
  /** Scores with the bundle's model, which is disposed here. */
  #lent: RiskScoreElement | undefined;
  #shownStep: Step | undefined;
  #wasTraining = false;
  #shownAccount: unknown;
  #toldProfile: unknown;

  get #engine(): { readonly assets?: string } {
    return this.assets === undefined ? {} : { assets: this.assets };
  }

  /** The step that is open. */
  get step(): Step {
    return this.#book.step;
  }

  /** The bundle as it was packed last; `undefined` until then. */
  get bundle(): Uint8Array | undefined {
    return this.#hand.packed?.bytes;
  }

  /** Opens a table, as if its file had been dropped here. */
  async open(file: Blob, name = 'table.csv'): Promise<void> {
    await this.#book.open(file, name);
  }

  /**
   * Opens a model file to learn from, as if it had been dropped in "Goal and size". Needs an open table;
   * what is wrong with the file is said there.
   */
  async openTeacher(file: Blob): Promise<void> {
    await this.#desk.open(file);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Long enough to be moved in the page.
    setTimeout(() => {
      if (this.isConnected) return;
      this.#hand.clear();
      this.#book.dispose();
    }, 200);
  }

  protected override willUpdate(): void {
    const { account } = this.#book;
    if (this.#shownAccount !== account?.profile) {
      this.#shownAccount = account?.profile;
      this.#columns.clear();
      this.#opened.clear();
      this.#hand.clear();
      this.#desk.clear();
    }
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { step, account, isTraining } = this.#book;
    if (this.#toldProfile !== account?.profile) {
      this.#toldProfile = account?.profile;
      if (account) {
        const { file, columns } = account.profile;
        const event = new RiskStudioTableEvent(file.rows, columns.length);
        this.dispatchEvent(event);
      }
    }
    if (this.#shownStep !== undefined && this.#shownStep !== step) this.#showStep();
    else if (step === 'train' && this.#wasTraining !== isTraining) this.#keepFocus(isTraining);
    this.#shownStep = step;
    this.#wasTraining = isTraining;
    this.#say();
  }

  /** A new step is read from its heading on. */
  #showStep(): void {
    const heading = this.renderRoot.querySelector<HTMLElement>('.step-title');
    heading?.focus({ preventScroll: true });
    const top = this.getBoundingClientRect().top;
    if (top < 0) this.scrollIntoView({ block: 'start' });
  }

  /** Train, Stop and what comes after take each other's place: whoever pressed one stands on the next. */
  #keepFocus(isTraining: boolean): void {
    const root = this.renderRoot as ShadowRoot;
    if (root.activeElement || !document.activeElement?.contains(this)) return;
    const next = isTraining ? '.actions .button' : '.actions .primary, .next.primary';
    root.querySelector<HTMLElement>(next)?.focus({ preventScroll: true });
  }

  #say(): void {
    const { account, isTraining, reading, chosen } = this.#book;
    const words = studioWordsIn(this.#language.locale);
    const { packed } = this.#hand;
    if (reading) this.#live.say(words.reading);
    else if (isTraining) this.#live.say(words.stage.training);
    else if (packed && !this.#hand.isStale) {
      this.#live.say(words.packedSay(words.kilobytes(kilobyteText(packed.bytes.length))));
    } else if (chosen) {
      const tests = chosen.report.parts.filter(({ auc }) => auc);
      const auc = tests.at(-1)?.auc;
      const kind = words.kinds[chosen.kind];
      this.#live.say(words.trainedSay(kind, auc ? numberText(auc.value, 3) : words.none));
    } else if (account) {
      const { rows } = account.profile.file;
      const columns = words.columns(countText(account.profile.columns.length));
      this.#live.say([account.name, words.rows(countText(rows)), columns].join(words.comma));
    }
  }

  #tell({ bytes, model, publicKey }: PackedBundle, applicant: Applicant | undefined): boolean {
    const { digest } = model.info;
    const event = new RiskStudioModelEvent(bytes, digest, publicKey, applicant);
    return this.dispatchEvent(event);
  }

  #try(bundle: PackedBundle, applicant: Applicant): void {
    this.#tell(bundle, applicant);
    const root = this.getRootNode() as Document | ShadowRoot;
    const found = this.htmlFor ? root.getElementById(this.htmlFor) : null;
    if (found?.localName !== 'risk-score') return;
    const score = (this.#lent = found as RiskScoreElement);
    score.model = bundle.model;
    // A score that follows a form has its applicant there.
    if (!score.htmlFor) score.applicant = applicant;
  }

  protected override render(): TemplateResult {
    const { locale } = this.#language;
    const words = studioWordsIn(locale);
    const { step } = this.#book;
    const isWide = this.#width.width >= WIDE;
    const view: View = {
      words,
      locale,
      book: this.#book,
      hand: this.#hand,
      desk: this.#desk,
      columns: this.#columns,
      opened: this.#opened,
      width: this.#width.width - (isWide ? ASIDE : 0),
      level: this.headingLevel + 1,
      update: () => this.requestUpdate(),
    };
    const index = STEPS.indexOf(step);
    return html`<section
      class="risk ${isWide ? 'is-wide' : ''}"
      lang=${locale}
      data-step=${step}
      @keydown=${this.#keys}
      @dragover=${keepFile}
      @drop=${keepFile}
    >
      <header class="head" part="head">
        <span class="title" role="heading" aria-level=${this.headingLevel}
          ><slot name="title">${words.title}</slot></span
        >
        <span class="meta privacy">${mark}${words.private}</span>
      </header>
      <div class="book">
        ${renderStepList(view)}
        <div class="page" part="page">
          <div class="step-head">
            <span
              class="step-title"
              role="heading"
              aria-level=${view.level}
              tabindex="-1"
              aria-label="${words.stepOf(String(index + 1), String(STEPS.length))}${words.colon}${words.stepNames[index]}"
              >${words.stepNames[index]}</span
            >
            ${renderTurns(view)}
          </div>
          ${keyed(step, RENDER[step](view))} ${this.#renderFoot(view, index)}
        </div>
      </div>
      <p class="sr" role="status">${this.#live.text}</p>
    </section>`;
  }

  #renderFoot(view: View, index: number): TemplateResult | typeof nothing {
    const { words } = view;
    const next = STEPS[index + 1];
    const back = STEPS[index - 1];
    const isOpen = next !== undefined && isOpenStep(view, next);
    if (!back && !isOpen) return nothing;
    const { step, sameTraining } = this.#book;
    // One ink button for each view: training has its own until it is done.
    const isFirst = step !== 'train' || sameTraining !== undefined;
    return html`<footer class="foot">
      ${
        back
          ? html`<button class="button" type="button" @click=${() => this.#book.goTo(back)}>
              ${words.back}
            </button>`
          : html`<span></span>`
      }
      ${
        next
          ? html`<button
              class="button next ${isFirst ? 'primary' : ''}"
              type="button"
              ?disabled=${!isOpen}
              @click=${() => this.#book.goTo(next)}
            >
              ${words.next}${words.colon}${words.stepNames[index + 1]}
            </button>`
          : nothing
      }
    </footer>`;
  }

  /** Ctrl+Z outside of a field, where it is the field's own. */
  readonly #keys = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z')
      return;
    const at = event.composedPath()[0] as HTMLElement;
    if (at instanceof HTMLTextAreaElement) return;
    if (at instanceof HTMLInputElement && !/^(radio|checkbox)$/.test(at.type)) return;
    event.preventDefault();
    if (event.shiftKey) this.#book.redo();
    else this.#book.undo();
  };
}

/** A file that misses its place must not be opened by the browser, in place of the page. */
function keepFile(event: DragEvent): void {
  if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'none';
}

declare global {
  interface HTMLElementTagNameMap {
    'risk-studio': RiskStudioElement;
  }
}
