import type { HookDirectory } from '../../service-hooks/hook-directory.ts';
import { type HookKind, hookKinds } from '../../service-hooks/hook-kinds.ts';
import type { HookRequest } from '../attach/hook-request.ts';

/** As template.yaml names its functions: `greenlight-SmokeHook-1A2B`, or by hand `greenlight-smoke-hook`. */
const names: Readonly<Record<HookKind, RegExp>> = {
  approval: /:function:[^:]*approval-?hook[^:]*$/i,
  smoke: /:function:[^:]*smoke-?hook[^:]*$/i,
  alarms: /:function:[^:]*alarms?-?hook[^:]*$/i,
};

/** Which functions of a file are probably Greenlight's, if AWS is not asked. Good enough for times, not for what is sent. */
export function guessDirectory(requests: readonly HookRequest[]): HookDirectory {
  const arns = requests.flatMap(({ target }) => (target !== 'PAUSE' && 'arn' in target ? target.arn : []));
  const arnOf = (kind: HookKind) => arns.find((arn) => names[kind].test(arn)) ?? `arn:aws:lambda:::function:${kind}`;
  return {
    arns: Object.fromEntries(hookKinds.map((kind) => [kind, arnOf(kind)])) as HookDirectory['arns'],
    roleArn: 'arn:aws:iam:::role/greenlight',
    pauses: { asks: 'configured', prefix: '/greenlight/pauses', readsTags: false },
    defaults: { approval: {}, smoke: {}, alarms: {} },
  };
}
