import type {} from 'insitu/components/vue';
import type { GlobalComponents } from 'vue';

type Props<Name extends keyof GlobalComponents> = InstanceType<GlobalComponents[Name]>['$props'];

export const props: Props<'risk-score'> = { src: '/loan.insitu', locale: 'zh-CN' };

// @ts-expect-error: no such engine
export const wrong: Props<'risk-score'> = { engine: 'abacus' };

// @ts-expect-error: no such element
export type Nothing = Props<'risk-nothing'>;
