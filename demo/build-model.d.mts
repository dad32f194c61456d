/** Packs the demo's model; gives the bundle's file. */
export function buildModel(): Promise<string>;
