/** First bytes of files that are no text, as hexadecimal. */
const SIGNATURES: readonly (readonly [start: string, kind: string])[] = [
  ['d0cf11e0a1b11ae1', 'an old Excel or Word file (.xls, .doc)'],
  ['50415231', 'a Parquet file'],
  ['4152524f5731', 'an Arrow file'],
  ['46454131', 'a Feather file'],
  ['4f626a01', 'an Avro file'],
  ['4f5243', 'an ORC file'],
  ['1f8b', 'a gzip file'],
  ['425a68', 'a bzip2 file'],
  ['fd377a585a00', 'an xz file'],
  ['28b52ffd', 'a Zstandard file'],
  ['377abcaf271c', 'a 7-Zip file'],
  ['526172211a07', 'a RAR file'],
  ['89504e470d0a1a0a', 'a PNG image'],
  ['ffd8ff', 'a JPEG image'],
  ['47494638', 'a GIF image'],
  ['49492a00', 'a TIFF image'],
  ['4d4d002a', 'a TIFF image'],
  ['53514c69746520666f726d6174203300', 'an SQLite database'],
  ['894844460d0a1a0a', 'an HDF5 file'],
  ['000000000000000000000000c2ea8160', 'a SAS data set'],
  ['524458', 'an R file'],
  ['934e554d5059', 'a NumPy array'],
  ['7f454c46', 'a program'],
  ['4d5a9000', 'a program'],
  ['0061736d', 'a WebAssembly module'],
  ['494e53495455', 'an Insitu bundle'],
];

/** What a zip file is by the names of its parts. */
const ZIPPED: readonly (readonly [part: string, kind: string])[] = [
  ['xl/', 'an Excel file (.xlsx)'],
  ['word/', 'a Word file (.docx)'],
  ['ppt/', 'a PowerPoint file (.pptx)'],
  ['opendocument.spreadsheet', 'an OpenDocument spreadsheet (.ods)'],
  ['[Content_Types].xml', 'an Excel or Word file (.xlsx, .docx)'],
];

/** How texts begin that are no tables. */
const TEXTS: readonly (readonly [start: RegExp, kind: string])[] = [
  [/^<\?xml[^]*?Workbook/, 'an Excel file in XML'],
  [/^<\?xml/, 'an XML file'],
  [/^<!doctype html|^<html|^<head|^<table/i, 'a web page'],
  [/^\{\s*("|\})/, 'a JSON file'],
  [/^\[\s*(\{\s*"|\[)/, 'a JSON file'],
  [/^@relation\s/i, 'a Weka file (.arff)'],
  [/^%PDF-/, 'a PDF file'],
  [/^%!PS/, 'a PostScript file'],
  [/^\{\\rtf/, 'a rich text document'],
  [/^\$FL[23]@/, 'an SPSS file'],
  [/^<stata_dta/, 'a Stata file'],
  [/^-----BEGIN /, 'a key or a certificate'],
  [/^version https:\/\/git-lfs/, 'a pointer of Git LFS, not the file itself'],
];

/** The kind of a file that is no table, by its first bytes; `undefined` where nothing speaks against one. */
export function foreignKind(bytes: Uint8Array): string | undefined {
  const head = hexOf(bytes.subarray(0, 24));
  if (head.startsWith('504b0304') || head.startsWith('504b0506')) {
    const names = latin(bytes.subarray(0, 8192)) + latin(bytes.subarray(-8192));
    return ZIPPED.find(([part]) => names.includes(part))?.[1] ?? 'a zip file';
  }
  if (head.startsWith('52494646')) return 'a sound or an image (RIFF)';
  // A name of a column may begin like some of these, and has no control characters.
  if (bytes.subarray(0, 1024).some((byte) => byte < 9 || (byte > 13 && byte < 32))) {
    const known = SIGNATURES.find(([start]) => head.startsWith(start));
    if (known) return known[1];
  }
  const text = latin(bytes.subarray(0, 2048))
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  return TEXTS.find(([start]) => start.test(text))?.[1];
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
