/** Where a contract suite runs, and the few things that differ between those places. */
export interface Environment {
  readonly place: 'node' | 'page' | 'worker';
  /** A file of `test/`, such as `vectors/xgboost/numeric/model.json`. */
  readFile(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** What a `*.contract.ts` file exports under the name `contract`. */
export type Contract = (environment: Environment) => void;
