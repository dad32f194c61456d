import { html, nothing, type TemplateResult } from 'lit';
import { glyphs } from '../glyphs.js';
import { SIGNS } from './decisions.js';
import { download } from './download.js';
import { kilobyteText } from './figures.js';
import type { SigningKey } from './signing-key.js';
import { failure, field, radios, sub, type View } from './view.js';

/** Step 7: sign, pack, take away, and try. */
export function renderSign(view: View): TemplateResult {
  const { words, hand } = view;
  const { packed, packing, packError } = hand;
  return html`<div class="part">
      ${radios(
        words.signTitle,
        'sign',
        SIGNS.map((value) => ({
          value,
          text: words.signs[value],
          detail: words.signsDetail[value],
        })),
        hand.choice,
        (value) => hand.choose(value),
      )}
      <p class="note">${words.signDetail}</p>
      ${renderKey(view)}
    </div>
    <p class="actions">
      <button
        class="button ${packed && !hand.isStale ? '' : 'primary'}"
        type="button"
        ?disabled=${packing || (hand.choice === 'own' && !hand.key)}
        @click=${() => void hand.pack()}
      >
        ${packed ? words.packAgain : words.pack}
      </button>
      ${packing ? html`<span class="hint is-late">${words.packing}</span>` : nothing}
      ${packed && hand.isStale ? html`<span class="hint">${words.changed}</span>` : nothing}
    </p>
    ${packError ? failure(view, packError, words.packFailed, words.trainSafe) : nothing}
    ${packed ? renderPacked(view) : nothing}`;
}

function renderKey(view: View): TemplateResult | typeof nothing {
  const { words, hand } = view;
  const { choice, key } = hand;
  if (choice === 'none') return nothing;
  return html`<div class="key-line">
    ${
      choice === 'own'
        ? html`<input
              class="file-input"
              type="file"
              accept=".jwk,.json,application/json"
              hidden
              @change=${(event: Event) => {
                const input = event.target as HTMLInputElement;
                if (input.files?.[0]) void hand.loadKey(input.files[0]);
                input.value = '';
              }}
            />
            <button
              class="button"
              type="button"
              @click=${({ currentTarget }: Event) =>
                ((currentTarget as Element).previousElementSibling as HTMLInputElement).click()}
            >
              ${words.loadKey}
            </button>`
        : key
          ? nothing
          : html`<button class="button" type="button" @click=${() => void hand.makeKey()}>
              ${words.makeKey}
            </button>`
    }
    ${hand.isKeyRefused ? html`<span class="hint" role="alert">${words.keyFailed}</span>` : nothing}
    ${key ? renderKeyFiles(view, key) : nothing}
  </div>`;
}

function renderKeyFiles({ words, hand }: View, key: SigningKey): TemplateResult {
  const save = (name: string, jwk: JsonWebKey): void =>
    download(name, 'application/json', `${JSON.stringify(jwk, null, 2)}\n`);
  return html`<span class="key-name"
      ><span class="cap-text">${words.keyId}</span> <code>${key.keyId}</code></span
    >
    ${
      hand.choice === 'fresh'
        ? html`<button
            class="button"
            type="button"
            @click=${() => save(`insitu-${key.keyId}.jwk`, key.privateKey)}
          >
            ${words.downloadPrivate}
          </button>`
        : nothing
    }
    <button
      class="button"
      type="button"
      @click=${() => save(`insitu-${key.keyId}.pub.jwk`, key.publicKey)}
    >
      ${words.downloadPublic}
    </button>`;
}

function renderPacked(view: View): TemplateResult {
  const { words, hand, book } = view;
  const { bytes, model, decisions } = hand.packed!;
  const { digest, signature } = model.info;
  const rows = book.account!.profile.file.rows;
  return html`<div class="part">
      ${sub(view, words.packed)}
      <div class="closing">
        <span class="closing-name"
          >${glyphs.approved}<b class="wrap">${decisions.name}.insitu</b
          ><small>${words.signature}${words.colon}${words.signed[signature]}</small></span
        >
        <span class="total">${words.kilobytes(kilobyteText(bytes.length))}</span>
      </div>
      <p class="digest"><span>${words.digest}</span> <code>${digest}</code></p>
      <p class="actions">
        <button
          class="button primary"
          type="button"
          @click=${() => download(`${decisions.name}.insitu`, 'application/octet-stream', bytes)}
        >
          ${words.downloadBundle}
        </button>
      </p>
    </div>
    <div class="part">
      ${sub(view, words.tryTitle)}
      <p class="lead">${words.tryDetail}</p>
      <div class="fields is-try">
        ${field(
          words.tryRow,
          html`<input
            type="number"
            name="row"
            min="1"
            max=${rows}
            step="1"
            .value=${String(hand.row)}
            @change=${(event: Event) => {
              const input = event.target as HTMLInputElement;
              if (input.reportValidity() && input.value) hand.row = input.valueAsNumber;
              else input.value = String(hand.row);
            }}
          />`,
        )}
        <button
          class="button"
          type="button"
          ?disabled=${hand.trying}
          @click=${() => void hand.try()}
        >
          ${words.try}
        </button>
      </div>
      ${hand.tryError ? failure(view, hand.tryError, words.tryFailed, words.trainSafe) : nothing}
      ${hand.isTried ? html`<p class="hint" role="status">${words.tried}</p>` : nothing}
      <slot name="result"></slot>
    </div>`;
}
