import * as v from 'valibot';
import { parseJson } from '../../../hook/parse-json.ts';
import type { ObjectStore } from '../../../storage/store.ts';
import { type GateAnswer, readGateAnswer } from '../answer/gate-answer.ts';

const storedSchema = v.object({ schemaVersion: v.literal(1), at: v.string(), answer: v.unknown() });

/** An answer as the desk has recorded it. */
export type StoredAnswer = { answer: GateAnswer; at: string };

/** The body of the object that has an answer. */
export function formatStoredAnswer({ answer, at }: StoredAnswer): string {
  return JSON.stringify({ schemaVersion: 1, at, answer });
}

/**
 * Reads the answer of a gate, if there is one.
 *
 * @throws Error if the object is not an answer, which nobody may take for one
 */
export async function readStoredAnswer(
  store: Pick<ObjectStore, 'read'>,
  key: string,
  signal: AbortSignal,
): Promise<StoredAnswer | undefined> {
  const object = await store.read(key, signal);
  if (object === undefined) return undefined;
  const parsed = v.safeParse(storedSchema, parseJson(object.body));
  if (!parsed.success) throw new Error(`the object ${key} is not an answer`);
  const read = readGateAnswer(Buffer.from(JSON.stringify(parsed.output.answer ?? null)));
  if (!read.ok || read.answer.status === 'pending') throw new Error(`the object ${key} is not a final answer`);
  return { answer: read.answer, at: parsed.output.at };
}
