import { failureOf, reportFailure } from '../command/failure.ts';
import type { DemoFlags } from './demo-flags.ts';
import { playDemo } from './play-demo.ts';
import { showDemo } from './show-demo.ts';

/** The action of `greenlight demo`. `advise` writes a flag the way the command was started: by npm or by its own name. */
export async function runDemo(flags: DemoFlags, advise: (flag: string) => string): Promise<void> {
  try {
    if (flags.play === 'clicks') {
      const { clickDemo } = await import('./click-demo.ts');
      process.exitCode = await clickDemo(flags, advise);
    } else if (flags.play !== undefined) {
      process.exitCode = await playDemo(flags.play, flags, { advise, say });
    } else await showDemo(flags, advise);
  } catch (error) {
    reportFailure('greenlight demo', failureOf(error));
    process.exitCode = 2;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
