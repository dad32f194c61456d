import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { ScoreUnit } from '../../sdk/train.js';
import { glyphs } from '../glyphs.js';
import { renderDrop } from './drop-zone.js';
import { countText, kilobyteText } from './figures.js';
import { learningFrom } from './imprint.js';
import {
  lackedBy,
  LESSONS,
  likelyUnit,
  maybeScores,
  type Lesson,
  type TeacherFile,
} from './lesson.js';
import { fact, failure, field, segments, select, type View } from './view.js';

const UNITS: readonly ScoreUnit[] = ['probability', 'log-odds', 'points-of-risk'];

/** Columns that are named where a teacher asks for more than the table has. */
const NAMED = 6;

/** Whom the model learns from: the outcomes, a model file, or a model's scores in a column. */
export function renderLesson(view: View): TemplateResult {
  const { words, book } = view;
  const decisions = book.decisions!;
  const { lesson } = decisions;
  const { profile } = book.account!;
  return html`<div class="part">
    ${segments(
      words.lessonTitle,
      'lesson',
      LESSONS.map((value) => ({ value, text: words.lessons[value] })),
      lesson.from,
      (from) =>
        book.decide(learningFrom(profile, decisions, from), { what: 'lesson', step: 'goal' }),
    )}
    <p class="hint">${words.lessonDetail[lesson.from]}</p>
    ${lesson.from === 'bundle' ? renderTeacher(view, lesson) : nothing}
    ${lesson.from === 'column' ? renderScores(view, lesson) : nothing}
  </div>`;
}

function renderTeacher(view: View, { teacher }: Lesson): TemplateResult {
  const { words, desk } = view;
  return html`${renderDrop({
    text: words.dropTeacher,
    button: teacher ? words.chooseOtherTeacher : words.chooseTeacher,
    accept: '.insitu',
    isSmall: true,
    opened: (file) => void desk.open(file),
    beside: html`<slot name="teacher"></slot>`,
  })}
  ${desk.opening ? html`<p class="hint is-late" role="status">${words.openingTeacher}</p>` : nothing}
  ${desk.error ? failure(view, desk.error, words.teacherFailed, words.trainSafe) : nothing}
  ${desk.error?.code === 'LOAD_FAILED' ? html`<p class="note">${words.engineMissing}</p>` : nothing}
  ${teacher && !desk.opening ? renderFacts(view, teacher) : nothing}`;
}

function renderFacts({ words, book }: View, teacher: TeacherFile): TemplateResult {
  const { name, bundleBytes, features } = teacher.info;
  const lacked = lackedBy(book.account!.profile, teacher);
  const named = lacked.slice(0, NAMED).join(words.list);
  const more = lacked.length - NAMED;
  return html`<dl class="facts is-after">
      ${fact(words.teacher, html`<span class="wrap">${name}</span>`)}
      ${fact(words.size, words.kilobytes(kilobyteText(bundleBytes)))}
      ${fact(words.featuresTitle, countText(features.length))}
    </dl>
    ${
      lacked.length > 0
        ? html`<p class="hint is-noted" role="alert">
            ${glyphs.note}<span
              >${words.teacherLacks(
                more > 0 ? `${named}${words.list}${words.moreIssues(countText(more))}` : named,
              )}</span
            >
          </p>`
        : html`<p class="note">${words.teacherNote}</p>`
    }`;
}

function renderScores(view: View, lesson: Lesson): TemplateResult {
  const { words, book } = view;
  const decisions = book.decisions!;
  const { profile } = book.account!;
  const { column, unit, outOfFold } = lesson;
  const decide = (change: Partial<Lesson>): void =>
    book.decide(
      { lesson: { ...lesson, ...change } },
      { what: 'lesson', ...(column && { of: column }), step: 'goal' },
    );
  const choose = (name: string): void => {
    const found = profile.columns.find((each) => each.name === name)!;
    // No feature while it teaches; learned from outcomes, it is again what it was.
    const next = { ...lesson, column: name, unit: likelyUnit(found) };
    book.decide({ lesson: next }, { what: 'lesson', of: name, step: 'goal' });
  };
  return html`<div class="fields">
      ${field(
        words.scoresColumn,
        // Thousands of columns are listed once, and not with each change.
        html`${guard([profile, column, decisions.target, words], () =>
          select(
            maybeScores(profile, decisions).map(({ name }) => ({ value: name, text: name })),
            column,
            choose,
            { empty: words.choosePlease, name: 'scores' },
          ),
        )}`,
      )}
      ${field(
        words.scoresAre,
        select<ScoreUnit>(
          UNITS.map((value) => ({ value, text: words.units[value] })),
          unit,
          (value) => decide({ unit: value }),
          { name: 'unit' },
        ),
      )}
    </div>
    <label class="choice is-alone">
      <input
        type="checkbox"
        name="out-of-fold"
        .checked=${outOfFold}
        @change=${() => decide({ outOfFold: !outOfFold })}
      />
      <span><b>${words.outOfFold}</b><small>${words.outOfFoldDetail}</small></span>
    </label>`;
}
