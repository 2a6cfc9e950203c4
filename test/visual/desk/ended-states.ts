import { createLedger } from '../../../src/approval/request/ledger.ts';
import { expire, supersede } from '../../../src/approval/request/transitions.ts';
import {
  type DeploymentProgress,
  formatDeploymentProgress,
} from '../../../src/deployment/progress/deployment-progress.ts';
import { requestKey } from '../../../src/storage/keys.ts';
import { progressKey } from '../../../src/storage/progress-key.ts';
import type { PageState } from '../../approval/desk/page/page-states.ts';
import {
  approving,
  decideAt,
  decideByIam,
  key,
  neverAborted,
  newRequest,
  rejecting,
  type Setup,
  subject,
} from '../../helpers/approval.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];
const operator = 'arn:aws:iam::123456789012:role/operator';
const link: PageState['link'] = (setup) => setup.link(ana);

/** What becomes of a request after its form is gone, as the reader of an old link finds it. */
export const endedStates: readonly PageState[] = [
  {
    name: 'moving',
    reach: async (setup) => {
      await approve(setup);
      see(setup, [2, 'PRODUCTION_TRAFFIC_SHIFT', 25], [8, 'PRODUCTION_TRAFFIC_SHIFT', 100], [9, 'BAKE_TIME', 100]);
    },
    link,
  },
  {
    name: 'undone',
    reach: async (setup) => {
      await approve(setup);
      see(setup, [2, 'PRODUCTION_TRAFFIC_SHIFT', 100], [9, 'CLEAN_UP', 0, 'ROLLBACK_SUCCESSFUL']);
    },
    link,
  },
  {
    name: 'as asked',
    reach: async (setup) => {
      await decideAt(setup.desk, setup.link(ben), rejecting);
      see(setup, [1, 'CLEAN_UP', 0, 'ROLLBACK_SUCCESSFUL']);
    },
    link,
  },
  {
    name: 'broken glass',
    gate: { breakGlass: [operator] },
    reach: (setup) => decideByIam(setup.desk, operator, 'break-glass', { reason: 'Checkout is down: INC-4211' }),
    link,
  },
  {
    name: 'expired',
    reach: async (setup) => {
      const { deadline } = setup.request();
      setup.clock.step((Date.parse(deadline) - setup.clock.now().getTime()) / 1000 + 60);
      setup.store.edit(key, JSON.stringify(expire(setup.request(), { id: 'x', at: deadline })));
    },
    link,
  },
  {
    name: 'superseded',
    reach: async ({ store, request, clock }) => {
      const at = clock.now().toISOString();
      store.edit(key, JSON.stringify(supersede(request(), 'ECS began to roll the deployment back', { id: 'x', at })));
    },
    link,
  },
  {
    name: 'replaced',
    reach: async ({ store, clock }) => {
      const newer = { ...subject, deploymentId: 'newer', revisionId: '7777777777777777777' };
      const now = clock.now();
      const request = newRequest({
        subject: newer,
        now,
        deadline: new Date(now.getTime() + 3_600_000),
        reviewers: [ana],
      });
      await createLedger(store).create(requestKey(newer), request, neverAborted);
      clock.step(60);
    },
    link,
  },
];

async function approve({ desk, link: linkOf }: Setup): Promise<void> {
  for (const who of [ben, ana]) await decideAt(desk, linkOf(who), { ...approving, 'item-0': 'yes', 'item-1': 'yes' });
}

type Seen = readonly [minutes: number, stage: string, percent: number, status?: string];

/** What the watcher saw of the deployment since, and the time that has passed. */
function see({ store, clock }: Setup, ...seen: readonly Seen[]): void {
  const from = clock.now().getTime();
  const cause = 'ECS rolled the deployment back: the alarm shop-5xx went off.';
  const progress: DeploymentProgress = {
    schemaVersion: 1,
    seen: seen.map(([minutes, stage, percent, status = 'IN_PROGRESS']) => ({
      ...{ at: new Date(from + minutes * 60_000).toISOString(), status, stage, percent },
    })),
    bakeMinutes: 10,
    ...(seen.some(([, , , status]) => status === 'ROLLBACK_SUCCESSFUL') && { cause }),
  };
  store.edit(progressKey(subject), formatDeploymentProgress(progress));
  clock.step(12 * 60);
}
