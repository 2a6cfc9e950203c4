import { shortId } from './ids.ts';

/** What a deployment replaces and what by, as people say it: `1.41` and `1.42`. `before` is missing if nothing is replaced, or it is not known. */
type VersionPair = { before?: string; after: string };

type Changed = { before?: string | undefined; after: string };

/**
 * The versions of a deployment by the tags of the images that it changes. Where the tags do not tell the two apart, because several images change
 * in different ways, or a tag like `latest` has moved, they are the short ids of the revisions.
 *
 * @example
 * versionsOf({ images: [{ before: 'shop/ui:1.41', after: 'shop/ui:1.42' }], revisionId: '9313423515462893900' })
 * // { before: '1.41', after: '1.42' }
 */
export function versionsOf(deployed: {
  images: readonly Changed[];
  revisionId: string;
  sourceRevisionId?: string | undefined;
}): VersionPair {
  const { images, revisionId, sourceRevisionId } = deployed;
  const changed = images.filter(({ before, after }) => before !== after);
  const afters = new Set(changed.map(({ after }) => tagOf(after)));
  const befores = new Set(changed.map(({ before }) => before && tagOf(before)));
  const [after] = afters;
  const [before] = befores;
  if (afters.size === 1 && after !== undefined && befores.size === 1 && before !== after) {
    return { ...(before !== undefined && { before }), after };
  }
  return {
    ...(sourceRevisionId !== undefined && { before: shortId(sourceRevisionId, '…') }),
    after: shortId(revisionId, '…'),
  };
}

/** `1.42` of `registry.example:5000/shop/ui:1.42@sha256:…`; undefined if it has none. */
function tagOf(image: string): string | undefined {
  return /^(?:[^@]*\/)?[^/:@]+:([\w.-]{1,128})(?:@|$)/.exec(image)?.[1];
}
