import stringWidth from 'fast-string-width';

/**
 * The columns that a line takes in a terminal: two for a Chinese or Japanese character and for an emoji, none for an accent of its own or a colour.
 *
 * @example displayWidth('承認 ✔') // 6, and its length is 4
 */
export function displayWidth(line: string): number {
  // Korean may be written letter by letter, which a terminal puts together.
  return stringWidth(line.normalize('NFC'));
}

/** Fills a cell of a table with spaces, to the width of its column. */
export function padCell(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - displayWidth(cell)));
}

/**
 * The lines of a table: each column is as wide as its widest cell.
 *
 * @example alignCells([['shop', '2m'], ['checkout', '12m']]) // ['shop      2m', 'checkout  12m']
 */
export function alignCells(rows: readonly (readonly string[])[], gap = '  '): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map((row) => displayWidth(row[at] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => padCell(cell, widths[at] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}
