import type { CreateServiceCommandInput, ECSClient } from '@aws-sdk/client-ecs';
import type { JsonObject, JsonValue } from '../../../hook/json.ts';
import type { Setting } from './trial.ts';

/** Where trials are played: a service behind the ECS API, and what surrounds it in AWS or on this computer. */
export interface Bench {
  readonly ecs: ECSClient;
  readonly cluster: string;
  readonly service: string;
  /** The recorder function, and the role with which ECS calls it. */
  readonly recorderArn: string;
  readonly invokeRoleArn: string;
  readonly recorderAliasArn: string;
  readonly recorderVersionArn: string;
  /** Roles that trust ECS only with an `aws:SourceAccount`, or an `aws:SourceArn`. */
  readonly guardedRoleArns: { account: string; arn: string };
  /** An alarm that only `arrange` changes. */
  readonly alarmName: string;
  /** The pause between two looks at a deployment. */
  readonly pollSeconds: number;
  /** How long to wait for the last log lines and events. */
  readonly settleSeconds: number;
  /** Why a setting cannot be arranged here. */
  readonly impossible: Readonly<Partial<Record<Setting, string>>>;
  now(): Date;
  /** @throws the reason of an interruption */
  sleep(seconds: number): Promise<void>;
  /** The same for cleaning up, which is never interrupted. */
  wait(seconds: number): Promise<void>;
  arrange(setting: Setting, isOn: boolean): Promise<void>;
  /** Every call of the recorder since then, of any deployment. */
  calls(since: Date): Promise<readonly BenchCall[]>;
  /** Every event of ECS since then. */
  events(since: Date): Promise<readonly BenchEvent[]>;
  /** Green's share at the two listeners; a member is missing if it cannot be read. */
  listenerShares(green: Green): Promise<{ test?: number; production?: number }>;
  /** What a new service needs in addition to its name, task definition and hooks. */
  newService(needs: { hasTestRule: boolean }): Promise<Partial<CreateServiceCommandInput>>;
  /** CloudFormation; missing where there is none. */
  readonly serviceStack?: ServiceStack;
}

/** A stack with one service in it. */
export type ServiceStack = {
  /** Begins to create it. */
  create(service: CreateServiceCommandInput): Promise<void>;
  /** Why it could not be created; undefined unless that is certain. */
  failure(): Promise<string | undefined>;
  /** Deletes it with its service, and waits until it is gone. */
  remove(): Promise<void>;
};

export type Green = { revisionArn: string; targetGroupArn: string | undefined };

/** One call of the recorder, as it was logged. */
export type BenchCall = { at: Date; event: JsonValue; answer: JsonObject };

/** An event as EventBridge delivers it. */
export type BenchEvent = { at: Date; detailType: string; detail: JsonObject };
