import { createHash } from 'node:crypto';

/**
 * The id of a revision's task, 32 hexadecimal digits as ECS gives them. A task keeps it as long as it runs.
 *
 * @param index of the task in its revision, from 0
 */
export function taskIdOf(serviceRevisionArn: string, index: number): string {
  return hexOf(`${serviceRevisionArn}#${index}`);
}

/** 32 hexadecimal digits that are always the same for the same text. */
export function hexOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Like a UUID, always the same for the same text, and without the controller's chance: asking for one changes no other id. */
export function uuidOf(text: string): string {
  return hexOf(text).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.*)$/, '$1-$2-4$3-a$4-$5');
}
