import type { Plugin } from 'rolldown';

export function sealTfjs(): Plugin;
