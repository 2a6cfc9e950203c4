import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { LogLine, ReadLog } from './hook-log.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export function logReader(client: CloudWatchLogsClient): ReadLog {
  return async ({ group, contains, from, to }, abortSignal) => {
    const { FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
    const lines: LogLine[] = [];
    let nextToken: string | undefined;
    try {
      do {
        const page = await client.send(
          new FilterLogEventsCommand({
            logGroupName: group,
            startTime: from.getTime(),
            endTime: to.getTime(),
            nextToken,
            ...(contains !== undefined && { filterPattern: `"${contains}"` }),
          }),
          { abortSignal },
        );
        lines.push(
          ...(page.events ?? []).map(({ timestamp = 0, message = '' }) => ({
            at: new Date(timestamp),
            text: message.trim(),
          })),
        );
        nextToken = page.nextToken;
      } while (nextToken !== undefined && lines.length < maxLines);
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
    return lines.sort((left, right) => left.at.getTime() - right.at.getTime());
  };
}

/** A hook that is called every 30 seconds for a day writes fewer lines. */
const maxLines = 3000;
