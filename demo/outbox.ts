import { byId, onLanguage, words } from './page-chrome.js';

type State =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'sending' | 'received' | 'nowhere' | 'failed'; readonly body: string };

/** Of the page's own server; absolute, so that the ledger knows where it goes. */
const ENDPOINT = new URL('./api/score', document.baseURI).href;
const send = byId<HTMLButtonElement>('send');

let state: State = { kind: 'nothing' };
let ready = false;

/** Exactly what `<risk-score>` submits with its form; empty while there is no score. */
function payload(): string {
  const value = new FormData(byId<HTMLFormElement>('loan')).get('score');
  return typeof value === 'string' ? value : '';
}

function show(): void {
  const { kind } = state;
  send.disabled = !ready || kind === 'sending' || kind === 'received' || kind === 'nowhere';
  send.textContent =
    kind === 'sending'
      ? words().sending
      : kind === 'received' || kind === 'nowhere'
        ? words().sent
        : words().send;
  const body = 'body' in state ? state.body : '';
  const bytes = new TextEncoder().encode(body).length.toLocaleString('en-US');
  byId('received-note').textContent =
    kind === 'received'
      ? words().receivedBytes(bytes)
      : kind === 'nowhere'
        ? words().receivedNowhere(bytes)
        : kind === 'failed'
          ? words().receivedFailed
          : words().receivedNothing;
  const shown = kind === 'received' || kind === 'nowhere';
  byId('received').textContent = shown ? body : words().zeroBytes;
  byId('received').classList.toggle('is-empty', !shown);
}

/** Another score than the one that was sent has not been sent yet; without one, nothing can be. */
export function setSendable(sendable: boolean): void {
  ready = sendable;
  if (sendable && 'body' in state && state.body !== payload()) state = { kind: 'nothing' };
  show();
}

async function post(body: string): Promise<State> {
  try {
    const answer = await fetch(ENDPOINT, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return { kind: answer.ok ? 'received' : 'nowhere', body };
  } catch {
    return { kind: 'failed', body };
  }
}

export function startOutbox(): void {
  send.addEventListener('click', async () => {
    const body = payload();
    if (body === '') return;
    const sending: State = (state = { kind: 'sending', body });
    show();
    const outcome = await post(body);
    // Answers may have changed meanwhile: then this outcome is of another score.
    if (state === sending) state = outcome;
    show();
  });
  onLanguage(show);
}
