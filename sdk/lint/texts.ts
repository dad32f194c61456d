import type { LocalizedText } from '../core/locale.js';
import type { RiskModel } from '../model/model.js';
import type { ReasonGroup } from '../model/reasons.js';

/** What a text is for. */
export type TextKind =
  'adverse' | 'favourable' | 'label' | 'value' | 'template' | 'procedure' | 'review' | 'basis';

/** One text of a model in one language, and where it stands. */
export interface StatedText {
  readonly path: string;
  readonly kind: TextKind;
  readonly language: string;
  readonly text: string;
  /** Of a reason. */
  readonly group?: ReasonGroup;
}

/** Every text that somebody wrote for people to read, each with its path. */
export function textsOf({ reasons, disclosure, features }: RiskModel): StatedText[] {
  const out: StatedText[] = [];
  const add = (
    kind: TextKind,
    path: string,
    texts: LocalizedText | undefined,
    group?: ReasonGroup,
  ): void => {
    for (const [language, text] of Object.entries(texts ?? {})) {
      out.push({ kind, path: `${path}.${language}`, language, text, ...(group && { group }) });
    }
  };
  for (const group of reasons) {
    const path = `reasons.${group.code}`;
    for (const kind of ['label', 'adverse', 'favourable', 'template'] as const) {
      add(kind, `${path}.${kind}`, group[kind], group);
    }
    for (const [language, texts] of Object.entries(group.values ?? {})) {
      texts.forEach((text, i) => {
        out.push({
          kind: 'value',
          path: `${path}.values.${language}[${i}]`,
          language,
          text,
          group,
        });
      });
    }
  }
  const byCode = new Map(reasons.map((group) => [group.code, group]));
  for (const [regime, terms] of Object.entries(disclosure?.regimes ?? {})) {
    const path = `disclosure.regimes.${regime}`;
    for (const [code, texts] of Object.entries(terms.adverse ?? {})) {
      add('adverse', `${path}.adverse.${code}`, texts, byCode.get(code));
    }
    add('procedure', `${path}.procedure`, terms.procedure);
    add('review', `${path}.review.text`, terms.review?.text);
  }
  for (const { feature, basis } of disclosure?.protected ?? []) {
    add('basis', `disclosure.protected.${features[feature]!.name}.basis`, basis);
  }
  return out;
}
