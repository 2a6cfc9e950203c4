import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HookLogger } from '../../hook/log/hook-logger.ts';

/** Writes what the hooks would log to CloudWatch into a file, one JSON object per line. */
export function fileLogger(path: string): HookLogger {
  mkdirSync(dirname(path), { recursive: true });
  const write = (level: string) => (message: string, attributes: Record<string, unknown>) => {
    const timestamp = new Date().toISOString();
    appendFileSync(path, `${JSON.stringify({ level, message, timestamp, ...attributes }, showErrors)}\n`);
  };
  return { debug: write('DEBUG'), info: write('INFO'), warn: write('WARN'), error: write('ERROR') };
}

/** An Error has no enumerable members, so JSON would show `{}`. */
function showErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value;
}
