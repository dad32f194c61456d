/** What only an open letter needs: a page fetches it when one is opened. */
export { openDialog } from './letter-dialog.js';
export { renderSheet } from './letter-sheet.js';
export { letterSheetStyles } from './letter-sheet.styles.js';
export { letterWordsIn } from './letter-words.js';
