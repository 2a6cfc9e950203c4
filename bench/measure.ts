import type { CpuShare } from './cpu-share.ts';
import { bucket, type Fixture } from './fixture.ts';
import { type Running, startProcess } from './run-process.ts';
import type { Done } from './runner.ts';
import type { StandIn } from './start-stand-in.ts';
import { type Programs, type VariantName, variantNames, weighLoaded } from './variants.ts';

/** How a variant reaches the stand-in, and with how much of a core from its first call on. */
export const conditions = ['HTTP', 'TLS', 'TLS, 128 MB'] as const;
export type Condition = (typeof conditions)[number];

export type ColdRun = {
  initMs: number;
  firstCallMs: number;
  /** Both together: from the start of the process to its first answer. */
  coldMs: number;
  /** The processor's share of that, which other work on this machine disturbs less. */
  cpuMs: number;
  /** During the first call. */
  requests: number;
  connections: number;
};

export type WarmRun = {
  calls: number;
  requests: number;
  connections: number;
  cpuMs: number;
  wallMs: number;
  logLines: number;
  /** After the first ten calls, and after all: in between, V8 lets garbage accumulate. */
  earlyRssBytes: number;
  rssBytes: number;
  /** Of the last answer's body, if it has one. */
  pageBytes: number;
};

export type Loaded = { kib: number; packages: string[] };

export type Bench = {
  /** One cold start. */
  cold(variant: VariantName, condition: Condition): Promise<ColdRun>;
  /** A cold start with ten calls, `calls` calls to settle down, then `calls` that count. */
  warm(variant: VariantName, condition: Condition, calls: number): Promise<WarmRun>;
  /** What a cold start and a second call load. */
  load(variant: VariantName): Promise<Loaded>;
};

export type BenchParts = { programs: Programs; fixture: Fixture; standIn: StandIn; cpu: CpuShare };

export function createBench({ programs, fixture, standIn, cpu }: BenchParts): Bench {
  return { cold, warm, load };

  async function cold(variant: VariantName, condition: Condition): Promise<ColdRun> {
    const { result } = await inProcess(variant, condition, async (run) => {
      const release = condition === 'TLS, 128 MB' ? cpu.hold(run.pid) : () => {};
      const { done, ...counted } = await call(variant, run, 1).finally(release);
      const { initMs, initCpuMs } = run.started;
      const { firstCallMs, cpuMs } = done;
      return { ...counted, initMs, firstCallMs, coldMs: initMs + firstCallMs, cpuMs: initCpuMs + cpuMs };
    });
    return result;
  }

  async function warm(variant: VariantName, condition: Condition, calls: number): Promise<WarmRun> {
    const { result, logLines } = await inProcess(variant, condition, async (run) => {
      const early = await call(variant, run, earlyCalls);
      await call(variant, run, calls);
      const { done, ...counted } = await call(variant, run, calls);
      const { cpuMs, wallMs, rssBytes, answer } = done;
      const { body = '' } = answer as { body?: string };
      const pageBytes = Buffer.byteLength(body);
      return { ...counted, calls, cpuMs, wallMs, earlyRssBytes: early.done.rssBytes, rssBytes, pageBytes };
    });
    // Counted at the end, for all calls of the process.
    return { ...result, logLines: (logLines * calls) / (earlyCalls + 2 * calls) };
  }

  async function load(variant: VariantName): Promise<Loaded> {
    const { loaded } = await inProcess(variant, 'TLS', (run) => call(variant, run, 2), programs.trace);
    return weighLoaded(loaded.filter((url) => !url.endsWith('/runner.mjs')));
  }

  async function inProcess<Result>(
    variant: VariantName,
    condition: Condition,
    work: (run: Running) => Promise<Result>,
    trace?: string,
  ) {
    const run = await start(variant, condition, trace);
    try {
      const result = await work(run);
      return { result, ...(await run.end()) };
    } finally {
      await run.end();
    }
  }

  function start(variant: VariantName, condition: Condition, trace?: string): Promise<Running> {
    const env = environment(condition === 'HTTP' ? standIn.httpUrl : standIn.httpsUrl, standIn.certificate);
    return startProcess({ runner: programs.runner, bundle: programs.bundles[variant], env, ...(trace && { trace }) });
  }

  async function call(variant: VariantName, run: Running, calls: number) {
    const before = await standIn.seen();
    const done = await run.obey({ event: variant === 'desk page' ? fixture.pageRequest : fixture.event, calls });
    const after = await standIn.seen();
    refuseWrong(variant, done, after.unexpected);
    return { done, requests: after.requests - before.requests, connections: after.connections - before.connections };
  }
}

const earlyCalls = 10;

/** A variant that does not do its job would be fast for nothing. */
function refuseWrong(variant: VariantName, { answer }: Done, unexpected: readonly string[]): void {
  const { hookStatus, statusCode, body } = answer as { hookStatus?: string; statusCode?: number; body?: string };
  const isRight =
    variant === 'desk page' ? statusCode === 200 && body?.includes('<form') : hookStatus === 'IN_PROGRESS';
  if (!isRight) throw new Error(`${variant} answered ${JSON.stringify(answer).slice(0, 500)}`);
  if (unexpected.length > 0) throw new Error(`${variant} asked the stand-in for ${unexpected.join(', ')}`);
}

/** What Lambda and template.yaml set. */
function environment(endpoint: string, certificate: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    TZ: ':UTC',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'bench'.repeat(200),
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'greenlight-bench',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_ENDPOINT_URL: endpoint,
    // Node reads this as soon as anything uses TLS; over HTTP that would be a cost that no function has.
    ...(endpoint.startsWith('https:') && { NODE_EXTRA_CA_CERTS: certificate }),
    LEDGER_BUCKET: bucket,
    NOTIFICATIONS_TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:greenlight-bench',
    DESK_URL: 'https://desk.example.com',
    SIGNING_KEY_SECRET_ID: 'greenlight-bench',
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_SERVICE_NAME: 'greenlight',
  };
}

/** Loads every variant once, which also brings their files into the machine's memory before anything is timed. */
export async function loadAll(bench: Bench): Promise<Record<VariantName, Loaded>> {
  const loaded: Partial<Record<VariantName, Loaded>> = {};
  for (const variant of variantNames) loaded[variant] = await bench.load(variant);
  return loaded as Record<VariantName, Loaded>;
}

export type Round<Run> = Record<VariantName, Record<Condition, Run>>;

/**
 * Measures all variants under all conditions once, one after the other. Each round begins with a different one, so that other work on this
 * machine affects all of them alike.
 */
export async function measureRound<Run>(
  round: number,
  among: readonly Condition[],
  measure: (variant: VariantName, condition: Condition) => Promise<Run>,
  signal: AbortSignal,
): Promise<Round<Run>> {
  const all = among.flatMap((condition) => variantNames.map((variant) => [variant, condition] as const));
  const turned = [...all.slice(round % all.length), ...all.slice(0, round % all.length)];
  const runs = Object.fromEntries(variantNames.map((variant) => [variant, {}])) as Round<Run>;
  for (const [variant, condition] of turned) {
    signal.throwIfAborted();
    runs[variant][condition] = await measure(variant, condition);
  }
  return runs;
}
