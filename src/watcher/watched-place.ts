import * as v from 'valibot';
import { formatIssues, formatValue } from '../wording/values.ts';

/** Partition, account and Region, as in every ARN there. */
export type Home = { partition: string; account: string; region: string };

/** What an event is about: one service, or everything here if it names none. */
type WatchedPlace = { account: string; region: string; cluster?: string; service?: string };

/** Only what we need of an EventBridge event; the rest of its shape has changed before and will again. */
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
 * Where to check after an event from ECS or from the schedule; undefined if it is about another account or Region. The event is not used to
 * find out what happened: AWS documents its content only for some of the cases.
 *
 * @throws TypeError if it is another kind of event
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 */
export function watchedPlace(event: unknown, home: Home): WatchedPlace | undefined {
  const parsed = v.safeParse(eventSchema, event);
  if (!parsed.success) throw new TypeError(`not an EventBridge event: ${formatIssues(parsed.issues)}`);
  const { source, account = home.account, region = home.region } = parsed.output;
  if (source !== 'aws.ecs' && source !== 'aws.events') {
    throw new TypeError(`source: expected aws.ecs or aws.events, not ${formatValue(source)}`);
  }
  const here = { account: home.account, region: home.region };
  const service = source === 'aws.ecs' ? serviceOf(parsed.output) : undefined;
  const place = service ?? { account, region };
  if (place.account !== here.account || place.region !== here.region) return undefined;
  return place;
}

/** Where a function runs, from its own ARN. */
export function homeOf(functionArn: string): Home {
  const [, partition, region, account] = /^arn:([\w-]+):lambda:([\w-]+):(\d{12}):function:/.exec(functionArn) ?? [];
  if (partition && region && account) return { partition, region, account };
  throw new TypeError(`expected the ARN of a function, not ${formatValue(functionArn)}`);
}

/** The service that an event names: in `resources` or in `detail`, by its own ARN or its deployment's. */
function serviceOf({ resources, detail }: WatchedEvent): WatchedPlace | undefined {
  for (const arn of [...resources, detail.serviceArn, detail.serviceDeploymentArn]) {
    const [, region, account, path = ''] =
      /^arn:[\w-]+:ecs:([\w-]+):(\d{12}):(?:service|service-deployment)\/(.+)$/.exec(arn ?? '') ?? [];
    if (!region || !account) continue;
    const names = path.split('/');
    // The ARNs of old services do not include their cluster.
    const [cluster, service] = names.length > 1 ? names : [detail.clusterArn?.split('/').at(-1), names[0]];
    if (cluster && service) return { account, region, cluster, service };
  }
  return undefined;
}
