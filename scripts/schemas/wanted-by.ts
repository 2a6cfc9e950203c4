import type { Part } from './valibot-part.ts';

/** What the hook would write about a wrong value: `expected a whole number from 1 to 60` as `A whole number from 1 to 60.` */
export function wantedBy(part: Part): string | undefined {
  const wanted = messageOf(part)?.replace(/^expected /, '');
  return wanted && `${wanted.charAt(0).toUpperCase()}${wanted.slice(1)}.`;
}

function messageOf(part: Part): string | undefined {
  const parts = part.pipe ?? [];
  const own = parts.map(({ message }) => message).find((message) => typeof message === 'string');
  if (own !== undefined) return own;
  if (typeof part.message === 'string') return part.message;
  return part.wrapped && messageOf(part.wrapped);
}
