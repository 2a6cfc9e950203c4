/** Why a form is refused before a single field of it is read. */
export type FormRefusal = 'foreign-site' | 'not-a-form';

export type PostHeaders = {
  'sec-fetch-site': string | undefined;
  origin: string | undefined;
  'content-type': string | undefined;
};

/**
 * Whether a post comes from our own page, sent by a browser as its form. A browser says in `Sec-Fetch-Site` who sent it, and no page can change
 * that. Browsers before 2023 do not send it; there the `Origin` has to be ours. It is `null` for a page without a referrer, as ours are, in
 * some of those browsers, and is refused: it is also what a sandboxed page of another site sends.
 *
 * @param ownOrigin - of the desk's configured URL; the Host header is the sender's to choose
 * @see https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header
 */
export function whyRefused(headers: PostHeaders, ownOrigin: string): FormRefusal | undefined {
  const { 'sec-fetch-site': site, origin, 'content-type': type = '' } = headers;
  const isOwn = site === undefined ? origin?.toLowerCase() === ownOrigin : site === 'same-origin';
  if (!isOwn) return 'foreign-site';
  return formType.test(type) ? undefined : 'not-a-form';
}

const formType = /^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i;
