declare module 'virtual:signing-key' {
  /** The public half of the key that signed the demo's model. */
  export const signingKey: JsonWebKey;
}
