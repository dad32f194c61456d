/** How long a file's address is kept after the click: browsers read it at once. */
const KEEP_MS = 60_000;

/** Gives a file to the browser to save. Nothing is sent: the bytes are in the page already. */
export function download(name: string, type: string, content: BlobPart): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_MS);
}
