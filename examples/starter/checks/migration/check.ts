import { createHash } from 'node:crypto';
import type { Check } from 'ecs-greenlight';
import * as v from 'valibot';

/** What `hookDetails` may contain. Unknown keys are refused, so that a typo is found at the first call. */
const configSchema = v.strictObject({
  /** The container of the service that can migrate the database. It has to be essential: the task ends with it. */
  container: v.string(),
  /** What it runs instead of the application: `["npm", "run", "migrate"]`. It exits with 0 if the database is as the new version needs it. */
  command: v.pipe(v.array(v.string()), v.minLength(1)),
  /** If it still runs after this many minutes, the deployment is rolled back. The task itself is not stopped. */
  maxMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1380)), 30),
});

export type Migration = {
  cluster: string;
  /** The new version, whose task definition and network the migration gets. */
  revisionArn: string;
  container: string;
  command: readonly string[];
  /** Two calls with one token start one task. 64 characters. */
  token: string;
};

/** The state of the migration's task: `exitCode` is missing while it runs, and if its container never started. */
export type MigrationTask = { status: string; exitCode?: number | undefined; stoppedReason?: string | undefined };

/** Starts the task, or finds the one that an earlier call has started. Rejects if it cannot. */
export type RunMigration = (migration: Migration, signal: AbortSignal) => Promise<MigrationTask>;

/**
 * Migrates the database once per deployment, with the image of the new version and before its first task starts. ECS keeps the migration's state and not
 * `hookDetails`, which anybody who configures the service can write. A rollback does not undo it: let the old version work with the new schema, too.
 */
export function migrationCheck(run: RunMigration): Check<v.InferOutput<typeof configSchema>> {
  return {
    name: 'my-check',
    configSchema,
    async run(target, { config, clock, gate, signal }) {
      const { cluster, revisionArn, deploymentArn } = target;
      if (deploymentArn === undefined) return { kind: 'fail', reason: 'the event names no deployment to migrate for' };

      const { container, command, maxMinutes } = config;
      const token = createHash('sha256')
        .update([deploymentArn, container, ...command].join('\n'))
        .digest('hex');
      const task = await run({ cluster, revisionArn, container, command, token }, signal);
      if (task.status === 'STOPPED') {
        if (task.exitCode === 0) return { kind: 'pass', reason: 'the database is migrated' };
        const why = task.exitCode === undefined ? 'its container did not run' : `exit code ${task.exitCode}`;
        return {
          kind: 'fail',
          reason: `the migration failed: ${why} (${task.stoppedReason ?? 'ECS gives no reason'})`,
        };
      }

      const deadline = new Date(gate.since.getTime() + maxMinutes * 60_000);
      const reason = `the migration's task is ${task.status}`;
      if (clock.now() < deadline) return { kind: 'wait', reason, deadline };
      return { kind: 'fail', reason: `${reason} after ${maxMinutes} min` };
    },
  };
}
