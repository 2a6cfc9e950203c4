import { screenshotOf } from '../../../storage/keys.ts';
import type { DeskParts, OpenedLink } from '../desk-parts.ts';
import { refuseReader } from '../ended/signed-in-link.ts';

/** A picture, or that this link shows none of that name. */
type PictureAnswer = { status: 200; png: Uint8Array<ArrayBuffer> } | { status: 403 | 404 };

/**
 * A picture of the deployment that a link is about, for those who may see its page. Nothing else in the bucket can be reached: the name is a part of a
 * key of pictures, and what is not a PNG is not returned.
 *
 * @param name - such as `POST_TEST_TRAFFIC_SHIFT/1-green`
 */
export async function showPicture(parts: DeskParts, link: OpenedLink, name: string): Promise<PictureAnswer> {
  if (refuseReader(parts, link, 200) !== undefined) return { status: 403 };
  const key = screenshotOf(link.stored.request.subject, name);
  const png = key && (await parts.readPicture?.(key, link.deadlines.answer));
  return png && signature.every((byte, index) => png[index] === byte) ? { status: 200, png } : { status: 404 };
}

/** The first bytes of every PNG. */
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
