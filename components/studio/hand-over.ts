import type { ReactiveControllerHost } from 'lit';
import {
  loadModel,
  type Applicant,
  type LoadedModel,
  type LocalizedText,
  type RiskError,
} from '../../sdk/index.js';
import type { Training } from './account.js';
import type { Decisions, SignChoice } from './decisions.js';
import { makeSigningKey, readSigningKey, type SigningKey } from './signing-key.js';
import { asRiskError } from './risk-error.js';
import type { StudioBook } from './studio-book.js';
import type { PackOptions } from '../../sdk/train.js';

/** A bundle as it was packed, and what it was packed from. */
export interface PackedBundle {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Opened again from these bytes, its signature checked. */
  readonly model: LoadedModel;
  readonly training: Training;
  readonly decisions: Decisions;
  readonly publicKey: JsonWebKey | undefined;
}

/** What the hand-over tells its element. */
interface HandOverPort {
  packed(bundle: PackedBundle): void;
  tried(bundle: PackedBundle, applicant: Applicant): void;
  /** A model is about to be disposed; another one of the same file may take its place. */
  leaving(model: LoadedModel, next: LoadedModel | undefined): void;
}

/** Packs and signs the chosen model, opens it again, and tries it. */
export class HandOver {
  isKeyRefused = false;
  packing = false;
  packed: PackedBundle | undefined;
  packError: RiskError | undefined;
  row = 1;
  trying = false;
  isTried = false;
  tryError: RiskError | undefined;
  /** Kept while another choice is looked at: what a key signed, it alone can sign again. */
  readonly #keys = new Map<SignChoice, SigningKey>();
  #call = 0;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly book: StudioBook,
    private readonly port: HandOverPort,
  ) {}

  /** Who signs, as it was decided. */
  get choice(): SignChoice {
    return this.book.decisions?.sign ?? 'fresh';
  }

  /** The key that signs; `undefined` while there is none, and where nobody signs. */
  get key(): SigningKey | undefined {
    return this.#keys.get(this.choice);
  }

  choose(sign: SignChoice): void {
    this.isKeyRefused = false;
    this.book.decide({ sign }, { what: 'sign', step: 'sign' });
  }

  async makeKey(): Promise<void> {
    this.packError = undefined;
    try {
      await this.#freshKey();
    } catch (reason) {
      // Pages that are not served securely have no cryptography.
      this.packError = asRiskError(reason);
    }
    this.host.requestUpdate();
  }

  /** One key, however often it is asked for. */
  async #freshKey(): Promise<SigningKey> {
    const made = await makeSigningKey();
    const key = this.#keys.get('fresh') ?? made;
    this.#keys.set('fresh', key);
    return key;
  }

  async loadKey(file: Blob): Promise<void> {
    const key = await readSigningKey(file);
    this.isKeyRefused = !key;
    if (key) this.#keys.set('own', key);
    this.host.requestUpdate();
  }

  /** Whether something was decided since the bundle was packed. */
  get isStale(): boolean {
    const { packed, book } = this;
    return packed !== undefined && packed.decisions !== book.decisions;
  }

  /** Packs the chosen model; a new key is made where one is wanted and there is none. */
  async pack(): Promise<PackedBundle | undefined> {
    const { book } = this;
    const { chosen: training, decisions } = book;
    if (!training || !decisions || this.packing) return undefined;
    const call = ++this.#call;
    this.packing = true;
    this.packError = undefined;
    this.host.requestUpdate();
    try {
      const { sign } = decisions;
      const key = this.#keys.get(sign) ?? (sign === 'fresh' ? await this.#freshKey() : undefined);
      const trainer = await book.trainer();
      const options = packOptions(decisions, training, key?.privateKey);
      const bytes = await trainer.pack(training.id, options);
      const publicKey = key?.publicKey;
      const model = await loadModel(bytes.slice(), publicKey ? { trust: [publicKey] } : {});
      if (call !== this.#call) {
        void model.dispose();
        return undefined;
      }
      this.#letGo(model);
      this.packed = { bytes, model, training, decisions, publicKey };
      this.isTried = false;
      this.port.packed(this.packed);
      return this.packed;
    } catch (reason) {
      if (call === this.#call) this.packError = asRiskError(reason);
      return undefined;
    } finally {
      if (call === this.#call) this.packing = false;
      this.host.requestUpdate();
    }
  }

  /** Takes one client of the file and hands it on with the model. */
  async try(): Promise<void> {
    const { packed, book } = this;
    if (!packed || this.trying) return;
    this.trying = true;
    this.tryError = undefined;
    this.host.requestUpdate();
    try {
      const trainer = await book.trainer();
      const applicant = await trainer.applicant(packed.training.id, this.row - 1);
      if (packed === this.packed) {
        this.port.tried(packed, applicant);
        this.isTried = true;
      }
    } catch (reason) {
      if (packed === this.packed) this.tryError = asRiskError(reason);
    } finally {
      this.trying = false;
      this.host.requestUpdate();
    }
  }

  #letGo(next: LoadedModel | undefined): void {
    const { packed } = this;
    if (!packed) return;
    this.port.leaving(packed.model, next);
    void packed.model.dispose();
  }

  /** Forgets the bundle: another file has another model. */
  clear(): void {
    this.#call++;
    this.#letGo(undefined);
    this.packed = undefined;
    this.packError = undefined;
    this.packing = false;
    this.isTried = false;
    this.tryError = undefined;
    this.isKeyRefused = false;
    this.row = 1;
  }
}

/** What people decided after training, as `pack` takes it. */
function packOptions(
  { name, title, words, scale, approve }: Decisions,
  { report }: Training,
  key: JsonWebKey | undefined,
): PackOptions {
  // What the model does not use is not in it, and has no words.
  const used = report.features.filter(({ importance }) => importance !== undefined);
  const features = used.flatMap(({ name: column }) => {
    const { label, adverse } = words.get(column) ?? {};
    const said = { ...textOf('label', label), ...textOf('adverse', adverse) };
    return Object.keys(said).length > 0 ? [{ column, ...said }] : [];
  });
  return {
    name,
    ...textOf('title', title),
    ...(features.length > 0 && { features }),
    scale,
    ...(approve !== undefined && { approve }),
    ...(key && { key }),
  };
}

/** A text under its name, without empty languages; nothing where all are empty. */
function textOf<Name extends string>(
  name: Name,
  text: LocalizedText | undefined,
): Partial<Record<Name, LocalizedText>> {
  const said = Object.entries(text ?? {}).filter(([, each]) => each.trim() !== '');
  if (said.length === 0) return {};
  return { [name]: Object.fromEntries(said) } as Partial<Record<Name, LocalizedText>>;
}
