import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../hook/json.ts';
import { parseJson } from '../../../hook/parse-json.ts';
import { recordedLine } from '../recorder/recorder-code.ts';
import type { BenchCall, BenchEvent } from '../trial/bench.ts';

/** The calls in the recorder's log. Lambda puts a time and an id before each line. */
export async function readRecorderLog(
  client: CloudWatchLogsClient,
  logGroupName: string,
  since: Date,
): Promise<readonly BenchCall[]> {
  const lines = await readLog(client, logGroupName, since);
  return lines.flatMap(({ at, text }) => {
    const start = text.indexOf(recordedLine);
    const entry = start === -1 ? undefined : parseJson(text.slice(start));
    const call = isJsonObject(entry) ? entry['greenlightObserve'] : undefined;
    if (!isJsonObject(call) || !isJsonObject(call['answer'])) return [];
    return [{ at, event: call['event'] as JsonValue, answer: call['answer'] }];
  });
}

/** The events of ECS that EventBridge has written to a log. */
export async function readEventLog(
  client: CloudWatchLogsClient,
  logGroupName: string,
  since: Date,
): Promise<readonly BenchEvent[]> {
  const lines = await readLog(client, logGroupName, since);
  return lines.flatMap(({ text }) => {
    const event = parseJson(text);
    if (!isJsonObject(event) || !isJsonObject(event['detail'])) return [];
    const { time, 'detail-type': detailType, detail } = event;
    return [{ at: new Date(String(time)), detailType: String(detailType), detail: detail as JsonObject }];
  });
}

async function readLog(
  client: CloudWatchLogsClient,
  logGroupName: string,
  since: Date,
): Promise<readonly { at: Date; text: string }[]> {
  const sdk = await import('@aws-sdk/client-cloudwatch-logs');
  const lines: { at: Date; text: string }[] = [];
  const pages = sdk.paginateFilterLogEvents({ client }, { logGroupName, startTime: since.getTime() });
  for await (const { events = [] } of pages)
    for (const { timestamp = 0, message = '' } of events) lines.push({ at: new Date(timestamp), text: message });
  return lines;
}
