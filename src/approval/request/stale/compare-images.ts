import { shortImage } from '../../../wording/ids.ts';
import type { Subject } from '../request.ts';

/** A container's image: its reference, with the digest to which ECS has resolved it, if it has. */
export type DeployedImage = Pick<Subject['images'][number], 'container' | 'after'>;

type ImageComparison =
  | { kind: 'same'; reason?: undefined }
  /** A clause for people. */
  | { kind: 'changed'; reason: string }
  /** ECS no longer says what it said when people were asked. */
  | { kind: 'unknown'; reason: string };

/** How a request says that it does not know an image, and that a container is gone. */
export const imageNotKnown = 'not known';
export const imageRemoved = 'removed';

/**
 * Compares the images that people were shown with those that ECS deploys now. ECS resolves a tag with the first task of a revision, so a reference
 * without a digest may get one in between: that is the same image, as far as anybody has seen it. Another digest, another reference and
 * another container are not.
 *
 * @param now - undefined if ECS names none
 */
export function compareImages(
  asked: readonly DeployedImage[],
  now: readonly DeployedImage[] | undefined,
): ImageComparison {
  const shown = asked.filter(({ after }) => after !== imageRemoved);
  // People were asked without knowing: the revision is all there is to compare.
  if (shown.length === 0 || shown.every(({ after }) => after === imageNotKnown)) return { kind: 'same' };
  const running = now?.filter(({ after }) => after !== imageRemoved);
  if (!running || running.some(({ after }) => after === imageNotKnown))
    return { kind: 'unknown', reason: 'ECS no longer names the images of the revision' };
  const names = new Set([...shown, ...running].map(({ container }) => container));
  const compared = [...names].map((name) => compareOne(name, imageOf(shown, name), imageOf(running, name)));
  return (
    compared.find(({ kind }) => kind === 'changed') ??
    compared.find(({ kind }) => kind === 'unknown') ?? { kind: 'same' }
  );
}

function imageOf(images: readonly DeployedImage[], name: string): string | undefined {
  return images.find(({ container }) => container === name)?.after;
}

function compareOne(name: string, shown: string | undefined, running: string | undefined): ImageComparison {
  if (shown === running || shown === imageNotKnown) return { kind: 'same' };
  if (shown === undefined) return changed(name, 'not there', running);
  if (running === undefined) return changed(name, shown, 'not there');
  const [before, after] = [split(shown), split(running)];
  if (before.reference !== after.reference) return changed(name, shown, running);
  if (before.digest === undefined) return { kind: 'same' };
  if (after.digest !== undefined) return changed(name, shown, running);
  return { kind: 'unknown', reason: `ECS no longer says which digest ${name} (${before.reference}) has` };
}

function split(image: string): { reference: string; digest: string | undefined } {
  const [reference = '', digest] = image.split('@', 2);
  return { reference, digest };
}

function changed(name: string, shown = '', running = ''): ImageComparison {
  const reason = `the image of ${name} is ${shortImage(running)} now, and people were asked about ${shortImage(shown)}`;
  return { kind: 'changed', reason };
}
