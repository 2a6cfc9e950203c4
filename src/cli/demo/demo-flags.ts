import type { Strategy } from '../../controller/ecs/resources.ts';
import type { Story } from '../../sandbox/story/stories.ts';
import type { SandboxFlags } from '../simulate/sandbox-flags.ts';

export type DemoFlags = SandboxFlags & {
  play?: Story | 'clicks';
  strategy?: keyof typeof demoStrategies;
  /** False with `--no-open`. */
  open?: boolean;
};

/** The names of the flag `--strategy`. */
export const demoStrategies = {
  'blue-green': 'BLUE_GREEN',
  linear: 'LINEAR',
  canary: 'CANARY',
  rolling: 'ROLLING',
} as const satisfies Record<string, Strategy>;

/** The default speeds of the sandbox's clock: one to watch, and one with which every story takes less than 30 seconds. */
export const speedToWatch = 20;
export const speedToPlay = 30;
