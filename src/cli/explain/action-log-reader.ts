import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { isJsonObject } from '../../hook/json.ts';
import { oneLine } from '../../wording/lines.ts';
import type { LogLine, ReadLog } from './hook-log.ts';

/** ECS's own log of a deployment. `isOff` is undefined if it is not known. */
export type ActionLog = { lines: readonly LogLine[]; isOff: boolean | undefined };

type ActionLogQuestion = {
  cluster: string;
  serviceArn: string;
  deploymentId: string;
  from: Date;
  to: Date;
};

export type ReadActionLog = (question: ActionLogQuestion, signal: AbortSignal) => Promise<ActionLog>;

/** The console names the group after the cluster; a group made by hand can have any name with this prefix. */
const groupPrefix = '/aws/vendedlogs/ecs/action-logs/';

const maxGroups = 10;
const maxLines = 5;

/**
 * Reads ECS's Action Logs, which have to be enabled for each cluster: state transitions, rollbacks and lifecycle hooks. It never fails: if
 * they are off or may not be read, the rest is still explained.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/action-logs.html
 */
export function actionLogReader(client: CloudWatchLogsClient, readLog: ReadLog): ReadActionLog {
  return async (question, signal) => {
    try {
      const groups = await findGroups(client, question.cluster, signal);
      const { from, to } = question;
      const contains = shortSourceId(question.serviceArn);
      const read = await Promise.all(groups.map((group) => readLog({ group, contains, from, to }, signal)));
      return {
        lines: tellingActions(
          read.flatMap((lines) => lines ?? []),
          question,
        ),
        isOff: groups.length === 0,
      };
    } catch {
      signal.throwIfAborted();
      return { lines: [], isOff: undefined };
    }
  };
}

async function findGroups(client: CloudWatchLogsClient, cluster: string, abortSignal: AbortSignal): Promise<string[]> {
  const { DescribeLogGroupsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: groupPrefix }), {
    abortSignal,
  });
  const names = logGroups.flatMap(({ logGroupName }) => logGroupName ?? []);
  const own = `${groupPrefix}${cluster}`;
  return names.includes(own) ? [own] : names.slice(0, maxGroups);
}

/** ECS's entries about this deployment: the warnings and errors, if any, and the last entries. */
export function tellingActions(
  lines: readonly LogLine[],
  { serviceArn, deploymentId }: Pick<ActionLogQuestion, 'serviceArn' | 'deploymentId'>,
): readonly LogLine[] {
  const actions = lines
    .toSorted((left, right) => left.at.getTime() - right.at.getTime())
    .flatMap(({ at, text }) => {
      const action = parse(text);
      if (!isAbout(action, serviceArn) || isOfAnother(text, deploymentId)) return [];
      const { logLevel = 'INFO', detail = '' } = action;
      const named = isJsonObject(detail) ? detail['eventName'] : undefined;
      const { eventName = named ?? 'action' } = action;
      const said = typeof detail === 'string' ? detail : JSON.stringify(detail);
      return [{ at, level: String(logLevel), text: shorten(oneLine(`${logLevel} ${eventName}: ${said}`)) }];
    });
  const trouble = actions.filter(({ level }) => level !== 'INFO');
  return (trouble.length > 0 ? trouble : actions).slice(-maxLines).map(({ at, text }) => ({ at, text }));
}

/** AWS documents the ARN of the service, and publishes entries with the part of it that begins with `service/`. */
function isAbout(
  action: ReturnType<typeof parse>,
  serviceArn: string,
): action is NonNullable<ReturnType<typeof parse>> {
  const source = action?.['actionSourceId'];
  return source === serviceArn || source === shortSourceId(serviceArn);
}

function shortSourceId(serviceArn: string): string {
  return serviceArn.slice(serviceArn.indexOf(':service/') + 1);
}

function isOfAnother(text: string, deploymentId: string): boolean {
  const ids = [...text.matchAll(/:service-deployment\/[\w-]+\/[\w-]+\/([\w-]+)/g)].map(([, id]) => id);
  return ids.length > 0 && !ids.includes(deploymentId);
}

function shorten(text: string): string {
  return text.length > 400 ? `${text.slice(0, 399)}…`.toWellFormed() : text;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
