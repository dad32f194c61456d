import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import { glyphs } from '../glyphs.js';
import { place } from '../place.js';
import { renderBins } from './bin-table.js';
import { PAGE, FILTERS, type ColumnFilter } from './column-list.js';
import { candidates, featuresOf, maybeWeight, type Decisions } from './decisions.js';
import { countText, percentText } from './figures.js';
import { renderFindings } from './findings.js';
import type { ColumnProfile, FeatureReport } from '../../sdk/train.js';
import { failure, field, select, sub, type View } from './view.js';

/** Columns that are seen at a glance: nobody filters them. */
const FEW = 10;

/** Step 2: what each column is for. */
export function renderColumns(view: View): TemplateResult {
  const { words, book } = view;
  const { error, found } = book.inspector;
  return html`${renderOutcome(view)}
  ${error ? failure(view, error, words.inspectFailed, words.trainSafe) : nothing}
  ${
    found && found.findings.length > 0
      ? html`<div class="part">${renderFindings(view, found.findings)}</div>`
      : nothing
  }
  ${renderFeatures(view)}`;
}

function renderOutcome(view: View): TemplateResult {
  const { words, book } = view;
  const { profile } = book.account!;
  const decisions = book.decisions!;
  const { target, bad, date, weight } = decisions;
  const column = profile.columns.find(({ name }) => name === target);
  const values = column?.values ?? [];
  const known = values.reduce((sum, { rows }) => sum + rows, 0);
  const isBad = values.find(({ value }) => value === bad);
  const targets = profile.columns.filter(
    ({ name, values: each }) => name === target || (each && each.length > 1),
  );
  const dates = profile.columns.filter(({ kind }) => kind === 'date');
  const weights = profile.columns.filter((each) => each.name !== target && maybeWeight(each));
  return html`<div class="part">
    ${sub(view, words.outcome)}
    <p class="lead">${words.outcomeDetail}</p>
    <div class="fields">
      ${field(
        words.target,
        select(
          targets.map(({ name }) => ({ value: name, text: name })),
          target,
          (name) => chooseTarget(view, name),
          { empty: words.choosePlease, name: 'target' },
        ),
      )}
      ${field(
        words.bad,
        select(
          values.map(({ value, rows }, i) => ({
            value: String(i),
            text: `${value}${words.colon}${words.rows(countText(rows))}`,
          })),
          isBad && String(values.indexOf(isBad)),
          (i) => book.decide({ bad: values[Number(i)]!.value }, { what: 'bad', step: 'columns' }),
          { empty: words.choosePlease, name: 'bad' },
        ),
      )}
      ${field(
        words.dateColumn,
        select(
          [
            { value: '', text: words.noDate },
            ...dates.map(({ name }) => ({ value: name, text: name })),
          ],
          date ?? '',
          (name) => chooseDate(view, name || undefined),
          { name: 'date' },
        ),
      )}
      ${field(
        words.weightColumn,
        // Thousands of columns are listed once, and not with each change.
        html`${guard([profile, target, weight, words], () =>
          select(
            [
              { value: '', text: words.noWeight },
              ...weights.map(({ name }) => ({ value: name, text: name })),
            ],
            weight ?? '',
            (name) => chooseWeight(view, name || undefined),
            { name: 'weight' },
          ),
        )}`,
      )}
    </div>
    ${
      isBad
        ? html`<p class="rate">
            <span class="rate-bar" aria-hidden="true"
              ><i class="hatched" ${place({ w: isBad.rows / known })}></i
            ></span>
            ${words.badRate(countText(isBad.rows), countText(known), percentText(isBad.rows / known))}
          </p>`
        : html`<p class="hint is-noted">${glyphs.note}<span>${words.badUnknown}</span></p>`
    }
    ${weight === undefined ? nothing : html`<p class="note">${words.weightNote}</p>`}
  </div>`;
}

/** Another target takes its column out of the features; the one before may be used, and is not. */
function chooseTarget({ book }: View, target: string): void {
  const { profile } = book.account!;
  const { used, weight, lesson } = book.decisions!;
  const proposed = profile.target?.column === target ? profile.target.bad : undefined;
  const values = profile.columns.find(({ name }) => name === target)?.values ?? [];
  const one = values.find(({ value }) => value === 1 || value === '1');
  const next = new Set(used);
  next.delete(target);
  book.decide(
    {
      ...{ target, bad: proposed ?? one?.value, used: next },
      ...(weight === target && { weight: undefined }),
      ...(lesson.column === target && { lesson: { ...lesson, column: undefined } }),
    },
    { what: 'target', of: target, step: 'columns' },
  );
}

function chooseDate({ book }: View, date: string | undefined): void {
  const used = new Set(book.decisions!.used);
  if (date) used.delete(date);
  book.decide(
    { date, byDate: date !== undefined, used, from: undefined },
    { what: 'date', ...(date && { of: date }), step: 'columns' },
  );
}

function chooseWeight({ book }: View, weight: string | undefined): void {
  const used = new Set(book.decisions!.used);
  if (weight) used.delete(weight);
  book.decide({ weight, used }, { what: 'weight', ...(weight && { of: weight }), step: 'columns' });
}

function renderFeatures(view: View): TemplateResult {
  const { words, book, columns: list } = view;
  const { profile } = book.account!;
  const decisions = book.decisions!;
  const reports = new Map(
    (book.inspector.found?.features ?? []).map((report) => [report.name, report] as const),
  );
  const found = list.matching(profile, decisions, reports);
  const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
  const page = Math.min(list.page, last);
  const shown = found.slice(page * PAGE, (page + 1) * PAGE);
  const all = candidates(profile, decisions).length;
  const topIv = Math.max(0.1, ...[...reports.values()].map(({ iv }) => iv));
  return html`<div class="part features">
    ${sub(
      view,
      words.featuresTitle,
      html`<span role="status"
        >${words.usedOf(countText(featuresOf(profile, decisions).length), countText(all))}${
          book.inspector.isAsking ? html`${words.stop}${words.inspecting}` : nothing
        }</span
      >`,
    )}
    ${profile.columns.length > FEW ? renderFilters(view, found) : nothing}
    ${
      found.length === 0
        ? html`<p class="hint">${words.noMatch}</p>`
        : html`<div class="table columns" role="table" aria-label=${words.featuresTitle}>
            <div class="row is-head" role="row">
              <span role="columnheader" class="use">${words.use}</span>
              <span role="columnheader" class="name">${words.column}</span>
              <span role="columnheader" class="missing figure">${words.missing}</span>
              <span role="columnheader" class="iv"
                ><abbr title=${words.ivLong}>${words.iv}</abbr></span
              >
              <span role="columnheader" class="direction">${words.direction}</span>
              <span role="columnheader" class="more">${words.bins}</span>
            </div>
            ${shown.map((column) => renderRow(view, column, decisions, reports.get(column.name), topIv))}
          </div>`
    }
    ${renderPages(view, found.length, page, last)}
    <p class="note">${words.ivNote}</p>
  </div>`;
}

function renderFilters(view: View, found: readonly ColumnProfile[]): TemplateResult {
  const { words, columns: list, book, update } = view;
  const set = (change: Partial<typeof list>): void => {
    Object.assign(list, { page: 0 }, change);
    update();
  };
  const { used } = book.decisions!;
  const others = found.filter(({ name, kind }) => !used.has(name) && kind !== 'date');
  const chosen = found.filter(({ name }) => used.has(name));
  const isNarrowed = list.search.trim() !== '' || list.filter !== 'all';
  return html`<div class="fields filters">
      ${field(
        words.find,
        html`<input
          type="search"
          .value=${list.search}
          @input=${(event: Event) => set({ search: (event.target as HTMLInputElement).value })}
        />`,
      )}
      ${field(
        words.show,
        select<ColumnFilter>(
          FILTERS.map((value) => ({ value, text: words.filters[value] })),
          list.filter,
          (filter) => set({ filter }),
        ),
      )}
      ${field(
        words.order,
        select<'file' | 'iv'>(
          (['file', 'iv'] as const).map((value) => ({ value, text: words.orders[value] })),
          list.order,
          (order) => set({ order }),
        ),
      )}
    </div>
    ${
      isNarrowed && found.length > 0
        ? html`<p class="links">
            ${others.length > 0 ? useButton(view, others, true) : nothing}
            ${chosen.length > 0 ? useButton(view, chosen, false) : nothing}
          </p>`
        : nothing
    }`;
}

function useButton(view: View, columns: readonly ColumnProfile[], isUsed: boolean): TemplateResult {
  const { words } = view;
  const text = (isUsed ? words.useAll : words.leaveAll)(countText(columns.length));
  const names = columns.map(({ name }) => name);
  return html`<button class="link" type="button" @click=${() => use(view, names, isUsed)}>
    ${text}
  </button>`;
}

function use({ book }: View, names: readonly string[], isUsed: boolean): void {
  const used = new Set(book.decisions!.used);
  for (const name of names) {
    if (isUsed) used.add(name);
    else used.delete(name);
  }
  const of = names.length === 1 ? names[0]! : undefined;
  book.decide({ used }, { what: 'used', ...(of && { of }), step: 'columns' });
}

function renderRow(
  view: View,
  column: ColumnProfile,
  decisions: Decisions,
  report: FeatureReport | undefined,
  topIv: number,
): TemplateResult {
  const { words, book, columns: list, update } = view;
  const { name, kind, distinct, missing, reasons } = column;
  const { rows } = book.account!.profile.file;
  const isUsed = decisions.used.has(name);
  const isOpen = list.opened.has(name) && report !== undefined;
  const open = (): void => {
    if (!list.opened.delete(name)) list.opened.add(name);
    update();
  };
  return html`<div class="row ${isUsed ? '' : 'is-out'}" role="row">
      <span role="cell" class="use"
        ><label class="check"
          ><input
            type="checkbox"
            aria-label=${words.useColumn(name)}
            .checked=${live(isUsed)}
            ?disabled=${kind === 'date' && !isUsed}
            @change=${() => use(view, [name], !isUsed)} /></label
      ></span>
      <span role="rowheader" class="name"
        ><b>${name}</b
        ><small
          >${words.kind[kind]}${words.comma}${words.values(countText(distinct))}${reasons.map(
            (reason) => html`<span class="why">${words.reason[reason]}</span>`,
          )}</small
        ></span
      >
      <span role="cell" class="missing figure ${missing === 0 ? 'is-none' : ''}"
        ><span class="cap">${words.missing} </span
        >${missing === 0 ? '0' : percentText(missing / rows)}</span
      >
      <span role="cell" class="iv"
        ><span class="cap">${words.iv} </span>${
          isUsed && report
            ? html`<span class="bar" aria-hidden="true"
                  ><i ${place({ w: report.iv / topIv })}></i></span
                ><span class="iv-figure">${report.iv.toFixed(3)}</span>`
            : html`<span class="sr">${words.noIv}</span>`
        }</span
      >
      <span role="cell" class="direction"
        >${
          !isUsed || kind === 'text'
            ? html`<small>${isUsed ? words.words : ''}</small>`
            : html`<span class="cap" aria-hidden="true">${words.direction}</span>${select(
                  (['0', '1', '-1'] as const).map((value) => ({
                    value,
                    text: words.directions[value],
                  })),
                  String(decisions.monotone.get(name) ?? 0) as '0' | '1' | '-1',
                  (value) => setDirection(view, name, Number(value) as -1 | 0 | 1),
                  { label: words.directionOf(name) },
                )}`
        }</span
      >
      <span role="cell" class="more"
        >${
          isUsed && report
            ? html`<button
                class="disclose"
                type="button"
                aria-expanded=${isOpen ? 'true' : 'false'}
                aria-label="${words.binsOf(name)}${words.colon}${report.bins.length}"
                @click=${open}
              >
                <span>${report.bins.length}</span><i aria-hidden="true"></i>
              </button>`
            : nothing
        }</span
      >
    </div>
    ${isOpen ? renderBins(view, report) : nothing}`;
}

function setDirection({ book }: View, name: string, direction: -1 | 0 | 1): void {
  const monotone = new Map(book.decisions!.monotone);
  if (direction === 0) monotone.delete(name);
  else monotone.set(name, direction);
  book.decide({ monotone }, { what: 'monotone', of: name, step: 'columns' });
}

function renderPages(
  { words, columns: list, update }: View,
  count: number,
  page: number,
  last: number,
): TemplateResult | typeof nothing {
  if (last === 0) return nothing;
  const go = (to: number): void => {
    list.page = to;
    update();
  };
  const from = page * PAGE;
  return html`<nav class="pages" aria-label=${words.pages}>
    <button class="button" type="button" ?disabled=${page === 0} @click=${() => go(page - 1)}>
      ${words.previousPage}
    </button>
    <span role="status"
      >${words.page(
        countText(from + 1),
        countText(Math.min(count, from + PAGE)),
        countText(count),
      )}</span
    >
    <button class="button" type="button" ?disabled=${page === last} @click=${() => go(page + 1)}>
      ${words.nextPage}
    </button>
  </nav>`;
}
