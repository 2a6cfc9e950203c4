import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { idOf } from '../../controller/ecs/arns.ts';
import { isFinal, type ServiceDeployment, type TrafficWeights } from '../../controller/ecs/resources.ts';
import { controllerEnded } from '../../controller/ecs/status-reason.ts';
import type { ControllerEvent } from '../../controller/events.ts';
import { DeploymentLog } from '../../simulate/deployment-log.ts';
import { hasCode } from '../../storage/file/file-lock.ts';
import { formatKept, type KeptDeployment, parseKept } from './kept-deployment.ts';
import type { ServiceView } from './service-view.ts';

type Options = {
  /** Made if missing; holds one file per deployment that has ended. */
  folder: string;
  describe: (serviceDeploymentArn: string) => ServiceDeployment;
  versionOf: (serviceRevisionArn: string) => string;
  onError: (error: unknown) => void;
};

/** What this many deployments leave is kept; the oldest are forgotten. */
const maxKept = 50;

/** Every deployment of the sandbox, the current one included, as far as its events were seen. */
export class DeploymentHistory {
  readonly #options: Options;
  readonly #past = new Map<string, KeptDeployment>();
  #log: DeploymentLog | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Reads what earlier runs have left. A file that is something else is left out. */
  async load(): Promise<void> {
    for (const name of await this.#names()) {
      const past = parseKept(await readFile(join(this.#options.folder, name), 'utf8'));
      if (past !== undefined) this.#past.set(past.deployment.arn, stopped(past));
    }
  }

  /** @param view - with the event */
  add(event: ControllerEvent, view: ServiceView, before: ServiceView['weights']): void {
    const { deployment } = view;
    if (deployment === undefined || event.serviceDeploymentArn !== deployment.arn) return;
    if (this.#log?.serviceDeploymentArn !== deployment.arn) this.#log = this.#begin(deployment.arn, event.at, before);
    this.#log.add(event);
    const past = this.#pastOf(view, this.#log);
    this.#past.set(deployment.arn, past);
    if (event.type === 'deployment-status' && isFinal(event.status)) this.#keep(past).catch(this.#options.onError);
  }

  /** Keeps what is under way, too: its end is the sandbox's. */
  async close(): Promise<void> {
    const past = this.#past.get(this.#log?.serviceDeploymentArn ?? '');
    if (past !== undefined && !isFinal(past.deployment.status)) await this.#keep(past);
  }

  /** Newest first. */
  list(): readonly KeptDeployment[] {
    return [...this.#past.values()].sort((one, other) => +other.deployment.startedAt - +one.deployment.startedAt);
  }

  #begin(arn: string, startedAt: Date, weights: ServiceView['weights']): DeploymentLog {
    const described = this.#options.describe(arn);
    return new DeploymentLog({
      strategy: described.deploymentConfiguration.strategy,
      clusterArn: described.clusterArn,
      serviceArn: described.serviceArn,
      serviceDeploymentArn: arn,
      targetRevisionArn: described.targetServiceRevision.arn,
      sourceRevisionArn: described.sourceServiceRevisions.at(-1)?.arn ?? null,
      deploymentConfiguration: described.deploymentConfiguration,
      startedAt,
      weights: weights as Record<'test' | 'production', TrafficWeights>,
    });
  }

  #pastOf({ deployment, log }: ServiceView, played: DeploymentLog): KeptDeployment {
    if (deployment === undefined) throw new Error('there is no deployment');
    const { sourceRevisionArn, targetRevisionArn, startedAt } = deployment;
    return {
      deployment,
      events: log.filter(({ at }) => at >= startedAt),
      played,
      before: sourceRevisionArn === undefined ? 'nothing' : this.#options.versionOf(sourceRevisionArn),
      after: this.#options.versionOf(targetRevisionArn),
    };
  }

  async #keep(past: KeptDeployment): Promise<void> {
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${past.deployment.startedAt.getTime()}-${idOf(past.deployment.arn)}.json`);
    await writeFile(`${path}.partial`, formatKept(past));
    await rename(`${path}.partial`, path);
  }

  async #names(): Promise<string[]> {
    try {
      const names = (await readdir(this.#options.folder)).filter((name) => name.endsWith('.json')).sort();
      for (const old of names.slice(0, -maxKept)) await rm(join(this.#options.folder, old), { force: true });
      return names.slice(-maxKept);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
  }
}

/** A deployment that had not ended when the sandbox did was stopped by that. */
function stopped(past: KeptDeployment): KeptDeployment {
  const { deployment, events } = past;
  if (isFinal(deployment.status)) return past;
  const finishedAt = events[0]?.at ?? deployment.startedAt;
  return { ...past, deployment: { ...deployment, status: 'STOPPED', statusReason: controllerEnded, finishedAt } };
}
