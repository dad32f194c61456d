import '../../../components/studio/define.js';
import type { RiskStudioElement } from '../../../components/studio/index.js';
import { StubTrainer } from '../stub-trainer.js';

/**
 * The studio at one step, with a stub that trains: `?studio&step=report&columns=5000&no-date`.
 * Steps behind training take one training. With `hold` a training waits half way for the event `go-on`.
 */
export async function addStudio(main: HTMLElement, query: URLSearchParams): Promise<void> {
  const step = Number(query.get('step') ?? 1);
  const fails = query.get('fails') as 'read' | 'train' | null;
  const studio = document.createElement('risk-studio') as RiskStudioElement;
  studio.headingLevel = 2;
  studio.trainer = new StubTrainer({
    columns: Number(query.get('columns') ?? 45),
    noDate: query.has('no-date'),
    ...(fails && { fails }),
    ...(query.has('hold') && { goOn: told('go-on') }),
  });
  studio.knownWords = {
    PAY_0: {
      label: { en: 'Latest bill', 'zh-CN': '最近一期账单' },
      adverse: { en: 'Latest bill paid late', 'zh-CN': '最近一期账单逾期' },
    },
  };
  main.append(studio);
  await studio.updateComplete;
  if (step === 1 && !query.has('open') && !fails) return;
  await studio.open(new File(['x'.repeat(2_698_311)], 'taiwan-2018.csv'), 'taiwan-2018.csv');
  const press = async (selector: string): Promise<void> => {
    await studio.updateComplete;
    studio.renderRoot.querySelector<HTMLButtonElement>(selector)?.click();
    await new Promise((resolve) => setTimeout(resolve, 200));
  };
  const goTo = (number: number) => press(`.steps li:nth-child(${number}) button`);
  if (step > 3) {
    const kinds = (query.get('kinds') ?? 'oblivious').split(' ');
    for (const kind of kinds) {
      await goTo(3);
      if (kind === 'taught') await teach(press, studio);
      else await press(`[name=kind][value=${kind}]`);
      await goTo(4);
      if (step > 4 || query.has('train')) await press('.actions .primary');
    }
  }
  await goTo(step);
  if (step === 2 && query.has('bins')) await press('.disclose');
}

/** Fulfils with the page's first event of a name. */
function told(name: string): Promise<void> {
  return new Promise((resolve) => addEventListener(name, () => resolve(), { once: true }));
}

/** Has a column of scores teach, within a budget. */
async function teach(
  press: (selector: string) => Promise<void>,
  studio: RiskStudioElement,
): Promise<void> {
  await press('[name=lesson][value=column]');
  const type = async (name: string, value: string): Promise<void> => {
    const control = studio.renderRoot.querySelector<HTMLInputElement>(`[name=${name}]`)!;
    control.value = value;
    control.dispatchEvent(new Event('change'));
    await studio.updateComplete;
  };
  await type('scores', 'PAY_AMT1');
  await type('budget', '20');
}
