import type { MarkdownRenderer } from 'vitepress';

/** Marks a place where code in a cell may break; becomes `<wbr>`. */
export const breakMark = '\u200B';

/**
 * No table scrolls sideways. Where its columns have no room, style.css shows each row as a card; then every cell needs the heading of its column, and
 * the roles that a browser forgets when a table is displayed as blocks.
 */
export function renderTables(md: MarkdownRenderer): void {
  md.core.ruler.push('tables', ({ tokens }) => {
    const ids = new Set(tokens.map((token) => token.attrGet('id')));
    let labels: string[] = [];
    let column = 0;
    tokens.forEach((token, index) => {
      const { type } = token;
      const inner = tokens[index + 1];
      if (type === 'table_open') labels = [];
      if (type === 'th_open') labels.push(inner?.content.replaceAll(/[`*]/g, '') ?? '');
      if (type === 'tr_open') column = 0;
      if (type === 'td_open') {
        token.attrSet('data-label', labels[column] ?? '');
        // What a row is about, such as a rule or a key, can be linked to.
        const name = column === 0 ? /^`([a-z][\w-]+)`$/i.exec(inner?.content ?? '')?.[1] : undefined;
        if (name !== undefined && !ids.has(name)) token.attrSet('id', name);
        ids.add(name ?? null);
        column += 1;
        for (const child of inner?.children ?? []) child.meta = { ...child.meta, isCell: true };
      }
      const role = roles[type];
      if (role !== undefined) token.attrSet('role', role);
      if (type === 'table_close') {
        const open = tokens.slice(0, index).findLast((each) => each.type === 'table_open');
        if (open) open.meta = { columns: labels.length };
      }
    });
  });
  md.renderer.rules.table_open = (tokens, index, options, _env, self) =>
    `<div class="wide columns-${Math.min(tokens[index]?.meta?.columns ?? 2, 5)}">${self.renderToken(tokens, index, options)}`;
  md.renderer.rules.table_close = () => '</table></div>\n';
}

/** Long code with marks where it may break: after a separator, before a capital in the middle, and at the latest after 24 characters. */
export function withBreaks(code: string): string {
  // A status or a short key that breaks inside is read as two.
  if (code.length < 16) return code;
  return code
    .replaceAll(
      /[/:.,_=&?|(](?=[^\s])|(?<=\w)-(?=\w)|(?<=[a-z0-9])(?=[A-Z][a-z])/g,
      (separator) => separator + breakMark,
    )
    .replaceAll(/[^\s\u200B]{24}(?=[^\s\u200B])/g, (run) => run + breakMark);
}

const roles: Readonly<Record<string, string>> = {
  table_open: 'table',
  thead_open: 'rowgroup',
  tbody_open: 'rowgroup',
  tr_open: 'row',
  th_open: 'columnheader',
  td_open: 'cell',
};
