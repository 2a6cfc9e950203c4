/** Why a form is refused before a single field of it is read. */
type FormRefusal = 'foreign-site' | 'not-a-form';

export type PostHeaders = {
  'sec-fetch-site': string | undefined;
  origin: string | undefined;
  'content-type': string | undefined;
};

/**
 * Whether a post comes from our own page, sent by a browser as its form. The browser reports the sender in `Sec-Fetch-Site`, and no page can
 * change that. Browsers before 2023 do not send it; then the `Origin` has to be ours. In some of those browsers it is `null` for a page without
 * a referrer, like ours; that is refused, because a sandboxed page of another site sends the same.
 *
 * @param ownOrigin - the origin of the desk's configured URL; the sender can choose the Host header
 * @see https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header
 */
export function whyRefused(headers: PostHeaders, ownOrigin: string): FormRefusal | undefined {
  const { 'sec-fetch-site': site, origin, 'content-type': type = '' } = headers;
  const isOwn = site === undefined ? origin?.toLowerCase() === ownOrigin : site === 'same-origin';
  if (!isOwn) return 'foreign-site';
  return formType.test(type) ? undefined : 'not-a-form';
}

const formType = /^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i;
