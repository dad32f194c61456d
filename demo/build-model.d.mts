/** Packs and signs the demo's model, with a key made for this build. */
export function buildModel(): Promise<{
  readonly bundle: Uint8Array;
  readonly publicKey: JsonWebKey;
}>;
