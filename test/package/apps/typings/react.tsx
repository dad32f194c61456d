import type {} from 'insitu/components/react';
import { useRef } from 'react';
import type { RiskScoreElement } from 'insitu/components';

export function Loan(): React.JSX.Element {
  const element = useRef<RiskScoreElement>(null);
  return (
    <form id="loan">
      <risk-score ref={element} src="/loan.insitu" for="loan" locale="zh-CN" className="wide" />
      <risk-reasons for="loan" />
      <risk-fairness labels={{ a: { en: 'A' } }} theme="dark" />
      {/* @ts-expect-error: no such engine */}
      <risk-score engine="abacus" />
      {/* @ts-expect-error: no such element */}
      <risk-nothing />
    </form>
  );
}
