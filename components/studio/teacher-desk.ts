import type { ReactiveControllerHost } from 'lit';
import { loadModel, type LoadOptions, type RiskError } from '../../sdk/index.js';
import { withTeacher } from './imprint.js';
import { asRiskError } from './risk-error.js';
import type { StudioBook } from './studio-book.js';

/** Opens model files that are to teach, to see what they are. */
export class TeacherDesk {
  opening = false;
  error: RiskError | undefined;
  #call = 0;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly book: StudioBook,
    private readonly engine: () => Pick<LoadOptions, 'assets'>,
  ) {}

  /** Opens a bundle, and makes it the teacher: a decision. */
  async open(file: Blob): Promise<void> {
    const profile = this.book.account?.profile;
    const call = ++this.#call;
    this.opening = true;
    this.error = undefined;
    this.host.requestUpdate();
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const model = await loadModel(bytes.slice(), this.engine());
      const { info } = model;
      void model.dispose();
      const { account } = this.book;
      if (call !== this.#call || !account || account.profile !== profile) return;
      // A copy: the file may be gone, or another one, when training begins.
      const teacher = { file: new Blob([bytes]), info };
      const note = { what: 'teacher', of: info.name, step: 'goal' } as const;
      this.book.decide(withTeacher(account.profile, account.history.now, teacher), note);
    } catch (reason) {
      if (call === this.#call) this.error = asRiskError(reason);
    } finally {
      if (call === this.#call) this.opening = false;
      this.host.requestUpdate();
    }
  }

  /** Forgets what could not be opened. */
  clear(): void {
    this.#call++;
    this.opening = false;
    this.error = undefined;
  }
}
