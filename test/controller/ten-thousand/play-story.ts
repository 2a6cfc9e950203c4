import { keptRequests } from '../../../src/approval/desk/kept-requests.ts';
import { shortLinkKey } from '../../../src/approval/link/short-link.ts';
import type { SigningKeys } from '../../../src/approval/link/signing-keys.ts';
import { linkVerifier } from '../../../src/approval/link/verify-any.ts';
import { createLedger, type Ledger } from '../../../src/approval/request/ledger.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import { alarmsCheck } from '../../../src/checks/alarms/alarms-check.ts';
import { approvalCheck } from '../../../src/checks/approval/approval-check.ts';
import { createApprovalLifecycle } from '../../../src/checks/approval/approval-lifecycle.ts';
import { smokeCheck } from '../../../src/checks/smoke/smoke-check.ts';
import { IdSource } from '../../../src/controller/chance/id-source.ts';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import { createController } from '../../../src/controller/controller.ts';
import type { Controller } from '../../../src/controller/controller-api.ts';
import { ControllerError } from '../../../src/controller/controller-error.ts';
import { isFinal } from '../../../src/controller/ecs/resources.ts';
import type { ControllerEvent } from '../../../src/controller/events.ts';
import type { HookFunction } from '../../../src/controller/lambda/hook-function.ts';
import type { Check } from '../../../src/hook/check.ts';
import { createHook } from '../../../src/hook/create-hook.ts';
import type { HookLogger } from '../../../src/hook/log/hook-logger.ts';
import { createReports } from '../../../src/storage/reports.ts';
import { version } from '../play.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';
import { Promises } from './promises.ts';
import { ana, functionArns, type Story } from './story.ts';

export type PlayedStory = { controller: Controller; events: ControllerEvent[]; broken: readonly string[] };

/** Plays one story with the real hooks of the kit to its end, and checks the promises. */
export async function playStory(story: Story): Promise<PlayedStory> {
  const clock = new VirtualClock();
  const random = IdSource.fromSeed(`surroundings ${story.seed}`);
  const chance = () => random.fraction();
  const newId = () => random.uuid();
  const events: ControllerEvent[] = [];
  const store: MemoryStore = memoryStore(story.storeFaults, chance, clock, (key, before, after) =>
    promises.ledgerChanges(key, before, after),
  );
  const ledger = createLedger(store, keptRequests());
  const promises = new Promises(story, store);
  const functions = kitFunctions(story, { clock, chance, newId, store, ledger, told: (key) => tell(key) });
  const controller = createController({
    clock,
    seed: story.seed,
    switches: story.switches,
    service: { deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 } },
    functions: (arn) => functions.get(arn),
    onEvent: (event) => {
      events.push(event);
      promises.happens(event, controller);
      if (event.type === 'hook-awaiting') answerPause(event);
    },
  });

  /** The reviewer reads the mail, thinks, and votes as the desk would. A reviewer who cannot vote tries again a minute later. */
  function tell(key: string): void {
    promises.isTold(key);
    const { choice, afterSeconds, skewSeconds, votesTwice } = story.reviewer;
    if (choice === 'nobody') return;
    const id = newId();
    const vote = async (voteId: string, wanted: 'APPROVE' | 'REJECT', triesLeft = 3): Promise<void> => {
      const at = new Date(clock.now().getTime() + skewSeconds * 1000).toISOString();
      try {
        await ledger.change(
          key,
          ({ request }) => {
            const cast = castVote(request, { id: voteId, choice: wanted, by: ana, reason: 'looked at it', at });
            const isWritten = cast.outcome === 'recorded' || cast.outcome === 'expired';
            return isWritten ? { write: cast.request, result: undefined } : { result: undefined };
          },
          new AbortController().signal,
        );
      } catch {
        if (triesLeft > 0) await clock.sleep(60_000).then(() => vote(voteId, wanted, triesLeft - 1));
      }
    };
    void clock.sleep(afterSeconds * 1000).then(() => vote(id, choice));
    // A change of mind, after the decision or at the very same time.
    if (votesTwice) void clock.sleep(afterSeconds * 1000).then(() => vote(newId(), 'REJECT'));
  }

  function answerPause({
    serviceDeploymentArn = '',
    hookId,
  }: Extract<ControllerEvent, { type: 'hook-awaiting' }>): void {
    const { action, afterSeconds } = story.pauses;
    if (action === 'nobody') return;
    const answer = () => controller.continueServiceDeployment({ serviceDeploymentArn, hookId, action });
    void clock.sleep(afterSeconds * 1000).then(() => refusable(answer));
  }

  if (!story.isFirst) await controller.deploy(version(1));
  controller.updateDeploymentConfiguration(story.configuration);
  controller.controls.setFaults(story.faults);
  controller.startDeployment(version(2));
  for (const { atSeconds, what } of story.interventions) {
    void clock.sleep(atSeconds * 1000).then(() => refusable(() => intervene(controller, what)));
  }
  for (;;) {
    const running = controller.listServiceDeployments().find(({ status }) => !isFinal(status));
    if (!running) break;
    await controller.waitForDeployment(running.serviceDeploymentArn);
  }
  return { controller, events, broken: promises.brokenAtTheEnd(controller) };
}

function intervene(controller: Controller, what: Story['interventions'][number]['what']): void {
  const [latest] = controller.listServiceDeployments();
  if (what === 'alarm') controller.controls.setAlarmState('shop-5xx', 'ALARM');
  if (what === 'deploy') controller.startDeployment(version(3));
  if (what === 'stop') controller.stopServiceDeployment({ serviceDeploymentArn: latest?.serviceDeploymentArn ?? '' });
}

/** Only late votes are refused. */
function refusable(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ControllerError)) throw error;
  }
}

type Surroundings = {
  clock: VirtualClock;
  chance: () => number;
  newId: () => string;
  store: MemoryStore;
  ledger: Ledger;
  told: (key: string) => void;
};

/** The three hooks as they are deployed, with fakes for AWS. */
function kitFunctions(
  story: Story,
  { clock, chance, newId, store, ledger, told }: Surroundings,
): Map<string, HookFunction> {
  const reports = createReports(store);
  const verify = linkVerifier({
    signingKeys: async () => signingKeys,
    readLink: async (id) => store.peek(shortLinkKey(id)),
  });
  const rareSteps = createApprovalLifecycle({
    ...{ ledger, store, reports, newId, deskUrl: 'https://desk.shop.example' },
    notifier: {
      async publish({ body }) {
        if (chance() < story.brokenNotifier) throw new Error('the topic does not answer');
        const [, token = ''] = /\/[ar]\/(\S+)/.exec(body) ?? [];
        const { link } = await verify(token, clock.now(), new AbortController().signal);
        if (!link.ok) throw new Error(`the mailed link is ${link.problem}`);
        told(link.claims.key);
      },
    },
    signingKeys: async () => signingKeys,
    describe: async () => ({ images: [], unknown: [] }),
    deployed: async () => ({ deployment: { status: 'IN_PROGRESS' }, images: undefined }),
  });
  const alarms = alarmsCheck({
    lastAlarm: async () => undefined,
    childrenInAlarm: async () => [],
    async states(names) {
      if (chance() < story.brokenAlarms) throw new Error('CloudWatch does not answer');
      const value = story.isAlarming ? 'ALARM' : 'OK';
      return new Map(
        names.map((name) => [name, { value, reason: undefined, since: undefined, evaluation: undefined }]),
      );
    },
  });
  const smoke = smokeCheck({
    discover: async () => ({ found: false, looked: true, reason: 'no test listener is played here' }),
    pause: async () => {},
    probe: {
      addressRules: { allowLoopback: false },
      open: () => ({
        close: () => {},
        async send() {
          if (chance() < story.brokenProbe)
            return { kind: 'transport', problem: 'connection refused', cause: undefined };
          const status = story.isBad ? 503 : 200;
          return {
            kind: 'answer',
            status,
            tookMs: 5,
            body: Buffer.from('ok'),
            bodyEnd: 'whole',
            contentEncoding: undefined,
            headers: {},
          };
        },
      }),
    },
  });
  const toFunction = <Config>(check: Check<Config>): HookFunction => {
    const handler = createHook({ check, clock, logger: silent, reports });
    return {
      timeoutSeconds: 60,
      handler: (event, context) => handler(event, context as unknown as Parameters<typeof handler>[1]),
    };
  };
  return new Map([
    [functionArns.approval, toFunction(approvalCheck({ ledger, rareSteps: async () => rareSteps }))],
    [functionArns.smoke, toFunction(smoke)],
    [functionArns.alarms, toFunction(alarms)],
  ]);
}

const signingKeys: SigningKeys = { current: 'k1', secrets: new Map([['k1', 'k'.repeat(48)]]) };

const silent: HookLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
