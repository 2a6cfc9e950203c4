import * as v from 'valibot';
import { describeIssues, describeValue } from '../wording/describe.ts';

/** Where something runs, as every ARN there says it. */
export type Home = { partition: string; account: string; region: string };

/** What an event is about: one service, or everything here where it names none. */
export type WatchedPlace = { account: string; region: string; cluster?: string; service?: string };

/** Only what is needed of an event of EventBridge; the rest of its shape has changed before and will again. */
const eventSchema = v.object({
  source: v.string(),
  'detail-type': v.optional(v.string()),
  account: v.optional(v.string()),
  region: v.optional(v.string()),
  resources: v.optional(v.array(v.string()), []),
  detail: v.optional(
    v.object({
      clusterArn: v.optional(v.string()),
      serviceArn: v.optional(v.string()),
      serviceDeploymentArn: v.optional(v.string()),
    }),
    {},
  ),
});

type WatchedEvent = v.InferOutput<typeof eventSchema>;

/**
 * Where to look after an event of ECS or of the schedule; undefined where it is about another account or Region. What happened is not read off
 * the event: its words are documented for a part of the cases only.
 *
 * @throws TypeError where it is an event of something else
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 */
export function watchedPlace(event: unknown, home: Home): WatchedPlace | undefined {
  const parsed = v.safeParse(eventSchema, event);
  if (!parsed.success) throw new TypeError(`not an event of EventBridge: ${describeIssues(parsed.issues)}`);
  const { source, account = home.account, region = home.region } = parsed.output;
  if (source !== 'aws.ecs' && source !== 'aws.events') {
    throw new TypeError(`source: expected aws.ecs or aws.events, not ${describeValue(source)}`);
  }
  const here = { account: home.account, region: home.region };
  const service = source === 'aws.ecs' ? serviceOf(parsed.output) : undefined;
  const place = service ?? { account, region };
  if (place.account !== here.account || place.region !== here.region) return undefined;
  return place;
}

/** The home of a function, from its own ARN. */
export function homeOf(functionArn: string): Home {
  const [, partition, region, account] = /^arn:([\w-]+):lambda:([\w-]+):(\d{12}):function:/.exec(functionArn) ?? [];
  if (partition && region && account) return { partition, region, account };
  throw new TypeError(`expected the ARN of a function, not ${describeValue(functionArn)}`);
}

/** The service that an event names: in `resources` or in `detail`, by its own ARN or by that of its deployment. */
function serviceOf({ resources, detail }: WatchedEvent): WatchedPlace | undefined {
  for (const arn of [...resources, detail.serviceArn, detail.serviceDeploymentArn]) {
    const [, region, account, path = ''] =
      /^arn:[\w-]+:ecs:([\w-]+):(\d{12}):(?:service|service-deployment)\/(.+)$/.exec(arn ?? '') ?? [];
    if (!region || !account) continue;
    const names = path.split('/');
    // The ARNs of old services do not name their cluster.
    const [cluster, service] = names.length > 1 ? names : [detail.clusterArn?.split('/').at(-1), names[0]];
    if (cluster && service) return { account, region, cluster, service };
  }
  return undefined;
}
