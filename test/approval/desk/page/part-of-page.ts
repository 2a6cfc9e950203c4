import { en } from '../../../../src/approval/desk/language/en.ts';
import { type RequestPage, renderRequestPage } from '../../../../src/approval/desk/page/request-page.ts';
import type { Subject } from '../../../../src/approval/request/request.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { newRequest, subject, wordsOn } from '../../../helpers/approval.ts';

export const now = new Date('2026-11-22T14:10:00.000Z');

/** A request of two reviewers that needs both, with these terms. */
export const asking = (asked: JsonObject = {}, more: Partial<Parameters<typeof newRequest>[0]> = {}) =>
  newRequest({ reviewers: ['ana@example.com', 'ben@example.com'], approvals: 2, asked, ...more });

/** The same about another subject. */
export const about = (changes: Partial<Subject>) => asking({}, { subject: { ...subject, ...changes } });

/** About one for which nobody knows an address. */
export const aboutNoAddress = (changes: Partial<Subject>) => {
  const { testUrl: _none, trial: _neither, ...rest } = subject;
  return asking({}, { subject: { ...rest, ...changes } });
};

/** Where a part of a page begins: our name, a heading, or the name of a part that is folded. */
const beginnings = /<(?=h[12][ >]|p class="brand|summary>(?:History|Details)<|nav class="dock)/;

/** What is on a page from one heading to the next: the words, the colour of each status, and the fields with their values. */
export async function partOf(heading: string, shown: Partial<RequestPage>): Promise<string> {
  const page = String(await renderRequestPage(en, { request: asking(), reports: [], now, ...shown }));
  const parts = page.split(beginnings).map((part) => {
    const [, title = '', rest = ''] = /^[^>]+>(.*?)<\/(?:h[12]|p|summary)>(.*)$/s.exec(part) ?? [];
    return { title: title.replace(/<[^>]+>/g, ''), rest };
  });
  const marked = (parts.find(({ title }) => title === heading)?.rest ?? '')
    .replace(/<span class="status (\w+)">/g, '[$1] ')
    .replace(/<details open>/g, ' [open] ')
    .replace(/<code class="(minus|plus)">/g, (_code, sign) => (sign === 'minus' ? '− ' : '+ '))
    .replace(/<div class="note (\w+)"/g, '[$1] $&')
    .replace(/<(?:input type="\w+"|textarea id="reason") (name="[^>]+)>/g, (_field, said: string) => `[${said}] `)
    .replace(/<(fieldset aria-[^>]+|span class="problem" id=[^>]+)>/g, '[$1] ');
  return wordsOn(marked).replaceAll('&quot;', '"');
}
