/**
 * Of the page itself, while a letter is open: where it stands, and that nothing else is printed.
 * Through the CSSOM, which a policy without `unsafe-inline` allows.
 */
const STYLES = `
  dialog[data-risk-letter] {
    width: min(842px, 100vw);
    max-width: none;
    max-height: 100dvh;
    margin: auto;
    padding: 0;
    border: 0;
    background: transparent;
    overflow: auto;
  }
  dialog[data-risk-letter]:focus {
    outline: 0;
  }
  dialog[data-risk-letter]::backdrop {
    background: rgb(17 32 27 / 0.6);
  }
  @media print {
    @page {
      size: A4;
      margin: 16mm 18mm;
    }
    html, body {
      height: auto !important;
      margin: 0 !important;
      padding: 0 !important;
      background: none !important;
    }
    body > :not([data-risk-letter]) {
      display: none !important;
    }
    dialog[data-risk-letter] {
      position: absolute;
      inset: 0 0 auto;
      margin: 0;
      width: 100%;
      max-height: none;
      overflow: visible;
    }
    dialog[data-risk-letter]::backdrop {
      display: none;
    }
  }
`;

/**
 * Opens an element in a dialog above the page. It stands in the page's own body, so that it can be
 * printed alone.
 *
 * @param closed - told when it is closed, by whatever way.
 */
export function openDialog(content: HTMLElement, label: string, closed: () => void): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  document.adoptedStyleSheets.push(sheet);
  const dialog = document.createElement('dialog');
  dialog.dataset.riskLetter = '';
  dialog.setAttribute('aria-label', label);
  dialog.append(content);
  dialog.addEventListener('close', () => {
    dialog.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
}
