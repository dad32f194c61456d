/** The version of this package, as in `package.json`: what decision records name. */
export const SDK_VERSION = '0.1.0';
