import { styleText } from 'node:util';
import type { ControllerEvent } from '../../controller/events.ts';
import { isJsonObject } from '../../hook/json.ts';
import type { ModuleCheck } from '../../sandbox/own-hooks/check-module.ts';
import { safeLine } from '../../sandbox/own-hooks/line-splitter.ts';
import { narrate } from '../../sandbox/story/narrate.ts';
import { formatClock } from '../../wording/times.ts';
import { readableLine } from '../terminal/hook-output.ts';
import type { DevModule } from './dev-hooks.ts';

/** What `greenlight dev` prints while it runs, line by line. Problems with a module go to stderr. */
interface DevLog {
  /** What the controller does, and every answer of your own hooks. */
  event(event: ControllerEvent): void;
  /** A line that a function wrote. */
  line(module: DevModule, line: string): void;
  checked(module: DevModule, check: ModuleCheck, isFirst: boolean): void;
}

export function devLog(modules: readonly DevModule[]): DevLog {
  const names = new Set(modules.map(({ name }) => name));
  return {
    event(event) {
      const name = event.type === 'hook-answered' ? (event.functionArn.split(':').at(-1) ?? '') : '';
      const line = event.type === 'hook-answered' && names.has(name) ? formatCall(name, event) : narrate(event);
      if (line !== undefined) say('out', `${paint('dim', 'out', formatClock(event.at))}  ${safeLine(line)}`);
    },
    line: ({ name }, line) => say('out', quote('out', name, readableLine(line))),
    checked({ name, file }, check, isFirst) {
      if (check.ok) {
        say('out', `${paint('green', 'out', '✔')} ${name} ${isFirst ? 'is ready' : 'reloaded: the next call runs it'}`);
        return;
      }
      for (const line of check.output.split('\n')) {
        if (line.trim() !== '') say('err', quote('err', name, safeLine(line)));
      }
      const problem = [check.problem, check.next].filter(Boolean).join('; ');
      say('err', `${paint('red', 'err', '✖')} ${file} ${safeLine(problem)}; the sandbox keeps running`);
    },
  };
}

type Stream = 'out' | 'err';

function say(stream: Stream, line: string): void {
  process[stream === 'out' ? 'stdout' : 'stderr'].write(`${line}\n`);
}

function quote(stream: Stream, name: string, line: string): string {
  return `${paint('dim', stream, `          ${name} │`)} ${line}`;
}

function paint(format: 'dim' | 'green' | 'red', stream: Stream, text: string): string {
  return styleText(format, text, { stream: stream === 'out' ? process.stdout : process.stderr });
}

/** `  my-hook  call 2  IN_PROGRESS, again in 60 s · quiet for 60 s` */
function formatCall(name: string, { attempt, outcome }: Extract<ControllerEvent, { type: 'hook-answered' }>): string {
  const start = `  ${name}  call ${attempt}  `;
  if (!('answer' in outcome)) return `${start}✖ ${outcome.problem}`;
  if (outcome.kind === 'unreadable') return `${start}✖ ECS would roll back: ${outcome.problem}`;
  const reason = isJsonObject(outcome.answer) ? outcome.answer['reason'] : undefined;
  const words = {
    succeeded: 'SUCCEEDED',
    failed: 'FAILED',
    'in-progress': `IN_PROGRESS, again in ${'callBackDelaySeconds' in outcome ? outcome.callBackDelaySeconds : 30} s`,
  }[outcome.kind];
  return start + (reason === undefined ? words : `${words} · ${String(reason)}`);
}
