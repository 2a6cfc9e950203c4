import type { HookDirectory } from '../../service-hooks/hook-directory.ts';
import { type HookKind, hookKinds } from '../../service-hooks/hook-kinds.ts';
import type { HookRequest } from '../attach/hook-request.ts';

/** As template.yaml names its functions: `greenlight-SmokeHook-1A2B`, or by hand `greenlight-smoke-hook`. */
const names: Readonly<Record<HookKind, RegExp>> = {
  approval: /approval-?hook/i,
  smoke: /smoke-?hook/i,
  alarms: /alarms?-?hook/i,
  gate: /gate-?hook/i,
  browser: /browser-?hook/i,
};

/** Which of Greenlight's hooks a name is probably that of: of a function, or of an output of the stack. */
export function guessKind(name: string): HookKind | undefined {
  return hookKinds.find((kind) => names[kind].test(name));
}

/** Which functions of a file are probably Greenlight's, if AWS is not asked. Good enough for times, not for what is sent. */
export function guessDirectory(requests: readonly HookRequest[]): HookDirectory {
  const arns = requests.flatMap(({ target }) => (target !== 'PAUSE' && 'arn' in target ? target.arn : []));
  const arnOf = (kind: HookKind) => arns.find((arn) => names[kind].test(nameIn(arn))) ?? `${nowhere}:function:${kind}`;
  return {
    arns: Object.fromEntries(hookKinds.map((kind) => [kind, arnOf(kind)])) as HookDirectory['arns'],
    roleArn: guessedRole,
    pauses: { asks: 'configured', prefix: '/greenlight/pauses', readsTags: false },
    defaults: { approval: {}, smoke: {}, alarms: {}, gate: {}, browser: {} },
  };
}

/** Of hooks whose stack is not known; there is no such account. */
export const guessedRole = 'arn:aws:iam::000000000000:role/greenlight';

const nowhere = 'arn:aws:lambda:us-east-1:000000000000';

function nameIn(arn: string): string {
  return /:function:([^:]+)/.exec(arn)?.[1] ?? '';
}
