import type { Plugin } from 'rolldown';

export function sealOnnx(): Plugin;
