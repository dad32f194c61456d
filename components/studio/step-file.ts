import { html, nothing, type TemplateResult } from 'lit';
import { grouped } from '../language.js';
import { renderDrop } from './drop-zone.js';
import { kilobyteText } from './figures.js';
import type { FileFacts, FileNote } from '../../sdk/train.js';
import { fact, failure, field, select, sub, type View } from './view.js';

const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const;
const SEPARATORS = [',', ';', '\t', '|'] as const;

/** Step 1: the file, and what was found in it. */
export function renderFile(view: View): TemplateResult {
  const { words, book } = view;
  const { account, other, reading, readError } = book;
  return html`<p class="lead">${words.fileDetail}</p>
    ${renderDrop({
      text: words.drop,
      button: account ? words.chooseOther : words.choose,
      accept: '.csv,.tsv,.txt,text/csv,text/plain',
      isSmall: account !== undefined,
      isPrimary: account === undefined,
      opened: (file) => void book.open(file, file.name),
      beside: html`<slot name="file"></slot>`,
    })}
    ${
      reading
        ? html`<p class="hint is-late" role="status">${words.reading}</p>
            <div class="busy" aria-hidden="true"></div>`
        : nothing
    }
    ${readError && !reading ? failure(view, readError, words.readFailed, words.readSafe) : nothing}
    ${account && !reading ? facts(view) : nothing}
    ${
      other && !reading
        ? html`<p class="note">
            ${words.otherFile}
            <button class="link" type="button" @click=${() => void book.goBack(other)}>
              ${words.backTo(other.name)}
            </button>
          </p>`
        : nothing
    }`;
}

function facts(view: View): TemplateResult {
  const { words, book } = view;
  const { profile, name, file } = book.account!;
  const { rows, encoding, separator, notes } = profile.file;
  return html`<div class="part">
      ${sub(view, words.found)}
      <dl class="facts">
        ${fact(words.file, html`<span class="wrap">${name}</span>`)}
        ${fact(words.size, words.kilobytes(kilobyteText(file.size)))}
        ${fact(words.rowsHead, grouped(rows))}
        ${fact(words.columnsHead, grouped(profile.columns.length))}
      </dl>
      <div class="fields">
        ${field(
          words.encoding,
          select<FileFacts['encoding']>(
            ENCODINGS.map((value) => ({ value, text: words.encodings[value] })),
            encoding,
            (value) => void book.readAs({ encoding: value }),
          ),
        )}
        ${field(
          words.separator,
          select<FileFacts['separator']>(
            SEPARATORS.map((value) => ({ value, text: words.separators[value] })),
            separator,
            (value) => void book.readAs({ separator: value }),
          ),
        )}
      </div>
    </div>
    <div class="part">
      ${sub(view, words.notes)}
      ${
        notes.length === 0
          ? html`<p class="hint">${words.noNotes}</p>`
          : html`<ul class="said">
              ${notes.map((each) => note(view, each))}
            </ul>`
      }
    </div>`;
}

function note({ words }: View, { code, path, count, line }: FileNote): TemplateResult {
  const at = /^line (\d+)$/.exec(path);
  const place = path === 'file' ? words.wholeFile : at ? words.lineOf(at[1]!) : path;
  const where = words.noteAt(
    place,
    count > 1 ? grouped(count) : '',
    line !== undefined && !at ? grouped(line) : '',
  );
  return html`<li><span>${words.note[code] ?? code}</span><small>${where}</small></li>`;
}
