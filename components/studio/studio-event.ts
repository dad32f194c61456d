import type { Applicant } from '../../sdk/index.js';

/** A bundle was packed, or is to be tried on this page. */
export class RiskStudioModelEvent extends Event {
  static readonly type = 'risk-studio-model';
  constructor(
    /** A `.insitu` file. */
    readonly bytes: Uint8Array<ArrayBuffer>,
    /** SHA-256 of its manifest, as scores name the model. */
    readonly digest: string,
    /** The key that it can be verified with; `undefined` where it was not signed. */
    readonly publicKey: JsonWebKey | undefined,
    /** One client of the file, where the bundle is to be tried; raw values by feature. */
    readonly applicant: Applicant | undefined,
  ) {
    super(RiskStudioModelEvent.type, { bubbles: true });
  }
}

/** A table was opened. Carries counts, and no row. */
export class RiskStudioTableEvent extends Event {
  static readonly type = 'risk-studio-table';
  constructor(
    readonly rows: number,
    readonly columns: number,
  ) {
    super(RiskStudioTableEvent.type, { bubbles: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'risk-studio-model': RiskStudioModelEvent;
    'risk-studio-table': RiskStudioTableEvent;
  }
}
