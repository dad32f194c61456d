/**
 * A packed CSV of numbers from the page's own origin, as columns by name.
 *
 * @throws Error where it does not come.
 */
export async function fetchColumns(url: URL): Promise<Map<string, Float64Array>> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`no data: ${answer.status}`);
  const bytes = await answer.blob();
  // Some servers send a file of this name as an encoding, which the browser has undone already.
  const magic = new Uint8Array(await bytes.slice(0, 2).arrayBuffer());
  const packed = magic[0] === 0x1f && magic[1] === 0x8b;
  const stream = packed
    ? bytes.stream().pipeThrough(new DecompressionStream('gzip'))
    : bytes.stream();
  const text = await new Response(stream).text();
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.split(',');
  const columns = new Map(names.map((name) => [name, new Float64Array(lines.length)]));
  lines.forEach((line, row) => {
    line.split(',').forEach((cell, i) => {
      columns.get(names[i]!)![row] = Number(cell);
    });
  });
  return columns;
}
