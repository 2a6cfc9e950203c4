import { hash } from 'node:crypto';

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
  return hash('sha256', text).slice(0, 32);
}

/** Like a UUID, always the same for the same text, and without the controller's chance: asking for one changes no other id. */
export function uuidOf(text: string): string {
  const hex = hexOf(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
