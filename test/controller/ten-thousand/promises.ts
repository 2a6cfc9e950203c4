import { isDeepStrictEqual } from 'node:util';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import type { Controller } from '../../../src/controller/controller-api.ts';
import { isFinal } from '../../../src/controller/ecs/resources.ts';
import type { ControllerEvent } from '../../../src/controller/events.ts';
import { parseEvent } from '../../../src/hook/event/event.ts';
import { isJsonObject } from '../../../src/hook/json.ts';
import { requestKey, requestPrefix } from '../../../src/storage/keys.ts';
import type { MemoryStore } from './memory-store.ts';
import { functionArns, type Story } from './story.ts';

type EventOf<Type extends ControllerEvent['type']> = Extract<ControllerEvent, { type: Type }>;

/** Watches a story while it is played, and says which promises of the design it broke. */
export class Promises {
  readonly #story: Story;
  readonly #store: MemoryStore;
  readonly #broken: string[] = [];
  /** The ledger's key of each gate, by the id of the hook that asks, and the question that has it. */
  readonly #keys = new Map<string, string>();
  readonly #asked = new Map<string, string>();
  /** Requests by their text. */
  readonly #read = new Map<string, ApprovalRequest>();
  readonly #told = new Map<string, number>();
  /** How often the gate was passed, by deployment, and how often green's share has grown since. */
  readonly #passed = new Map<string, number>();
  readonly #grown = new Map<string, number>();
  readonly #share = new Map<string, number>();
  readonly #ended = new Set<string>();

  constructor(story: Story, store: MemoryStore) {
    this.#story = story;
    this.#store = store;
  }

  /** To be called before every write of the store. */
  ledgerChanges(key: string, before: string | undefined, after: string): void {
    if (!key.startsWith(requestPrefix)) return;
    const old = before === undefined ? undefined : this.#readRequest(before);
    const { decision, deadline, history } = this.#readRequest(after);
    if (old?.decision && !isDeepStrictEqual(decision, old.decision)) {
      this.#break('P1', `the decision ${old.decision.status} of ${key} became ${decision?.status}`);
    }
    if (decision?.status === 'APPROVED' && decision.at >= deadline) {
      this.#break('P3', `${key} was approved at ${decision.at}, after ${deadline}`);
    }
    if (decision && !history.some(({ at, what }) => at === decision.at && what.startsWith(decision.status))) {
      this.#break('P8', `the history of ${key} does not tell of its decision`);
    }
  }

  /** To be called for every notification that was sent. */
  isTold(key: string): void {
    this.#told.set(key, (this.#told.get(key) ?? 0) + 1);
    if (this.#store.peek(key) === undefined) this.#break('P4', `somebody was notified of ${key} before it existed`);
  }

  /** To be called for every event, as it happens. */
  happens(event: ControllerEvent, controller: Controller): void {
    const { serviceDeploymentArn = '' } = event;
    if (this.#ended.has(serviceDeploymentArn) && event.type !== 'eventbridge') {
      this.#break('end', `${event.type} after the end of ${serviceDeploymentArn}`);
    }
    switch (event.type) {
      case 'deployment-status':
        if (!isFinal(event.status)) return;
        this.#ended.add(serviceDeploymentArn);
        if (event.status !== 'SUCCESSFUL' && !event.statusReason) this.#break('P8', `${event.status} without a reason`);
        return;
      case 'weights-changed':
        this.#weightsChange(event, controller);
        return;
      case 'hook-called':
        this.#hookIsCalled(event);
        return;
      case 'hook-answered':
        this.#hookAnswers(event);
        return;
      case 'hook-finished':
        this.#hookFinishes(event);
    }
  }

  /** Checks that are possible only at the end. */
  brokenAtTheEnd(controller: Controller): readonly string[] {
    for (const { serviceDeploymentArn } of controller.listServiceDeployments()) {
      const {
        status,
        targetServiceRevision: green,
        sourceServiceRevisions: blues,
        rollback,
      } = controller.describeServiceDeployment(serviceDeploymentArn);
      if (!this.#ended.has(serviceDeploymentArn)) this.#break('end', `${status} is no final status`);
      if (status === 'SUCCESSFUL' && green.runningTaskCount !== 3) this.#break('end', 'green lacks tasks');
      if (status === 'ROLLBACK_SUCCESSFUL') {
        const blue = blues.find(({ arn }) => arn === rollback?.serviceRevisionArn);
        if (blue?.runningTaskCount !== 3 || blue.requestedProductionTrafficWeight !== 100) {
          this.#break('end', 'blue is not back');
        }
        if (green.runningTaskCount > 0) this.#break('end', 'green was left after a rollback');
      }
    }
    if (this.#isAGoodDay()) {
      for (const key of new Set(this.#keys.values())) {
        if (this.#told.get(key) !== 1) this.#break('P4', `${this.#told.get(key) ?? 0} notifications for ${key}`);
      }
    }
    return this.#broken;
  }

  #weightsChange({ listener, weights, serviceDeploymentArn = '' }: EventOf<'weights-changed'>, controller: Controller) {
    const shares = Object.values(weights);
    const sum = shares.reduce((total, share) => total + share, 0);
    if (shares.length > 0 && Math.abs(sum - 100) > 1e-9) this.#break('weights', `${listener} weights make ${sum}`);
    if (listener === 'test') return;

    const { targetServiceRevision, deploymentConfiguration } =
      controller.describeServiceDeployment(serviceDeploymentArn);
    const share = weights[targetServiceRevision.arn] ?? 0;
    const hasGrown = share > (this.#share.get(serviceDeploymentArn) ?? 0);
    this.#share.set(serviceDeploymentArn, share);
    const isGated = deploymentConfiguration.lifecycleHooks.some(
      (hook) => hook.targetType === 'AWS_LAMBDA' && hook.hookTargetArn === functionArns.approval,
    );
    if (!hasGrown || !isGated) return;
    const grown = (this.#grown.get(serviceDeploymentArn) ?? 0) + 1;
    this.#grown.set(serviceDeploymentArn, grown);
    const needed = this.#story.approval?.stage === 'PRE_PRODUCTION_TRAFFIC_SHIFT' ? grown : 1;
    if ((this.#passed.get(serviceDeploymentArn) ?? 0) < needed) {
      this.#break('P2', `green got ${share} percent of production without approval ${needed}`);
    }
  }

  #hookIsCalled({ functionArn, hookId, event }: EventOf<'hook-called'>): void {
    if (functionArn !== functionArns.approval) return;
    const gate = isJsonObject(event.hookDetails) ? event.hookDetails['gate'] : undefined;
    // Neither the id nor the rest of the details makes another gate of it, and each poll has others.
    const asked = JSON.stringify([event.lifecycleStage, event.resourceArn, event.executionDetails, gate]);
    if (this.#asked.get(hookId) === asked) return;
    const parsed = parseEvent(event);
    if (!parsed.ok) {
      this.#break('event', 'ECS sent what the kit cannot read');
      return;
    }
    const { target } = parsed;
    const ref = { ...target, deploymentId: target.deploymentId ?? '', step: target.productionWeight };
    this.#keys.set(hookId, requestKey({ ...ref, gate: typeof gate === 'string' ? gate : undefined }));
    this.#asked.set(hookId, asked);
  }

  #hookAnswers(event: EventOf<'hook-answered'>): void {
    const { functionArn, hookId, isRollback, outcome, stage, attempt } = event;
    if (!('answer' in outcome) || outcome.kind === 'unreadable') return;
    const answer = isJsonObject(outcome.answer) ? outcome.answer : {};
    const reason = String(answer['reason'] ?? '');
    if (isRollback && outcome.kind !== 'succeeded') {
      this.#break('P6', `${functionArn} held a rollback up at ${stage}: ${reason}`);
    }
    if (outcome.kind === 'failed' && reason === '') this.#break('P8', `${functionArn} failed without a reason`);
    if (functionArn !== functionArns.approval || isRollback) return;
    const decision = this.#decisionOf(hookId);
    if (outcome.kind === 'succeeded' && decision !== 'APPROVED') {
      this.#break('P2', `SUCCEEDED while the ledger says ${decision ?? 'nothing'}: ${reason}`);
    }
    // The error budget is the one other way to FAILED, and it takes eleven calls.
    const isBudget = reason.includes('error budget of');
    const isEarly = attempt < 11;
    if (outcome.kind === 'failed' && isBudget && isEarly) this.#break('P5', `FAILED at call ${attempt}: ${reason}`);
    if (
      outcome.kind === 'failed' &&
      (isBudget ? this.#isAGoodDay() : decision === undefined || decision === 'APPROVED')
    ) {
      this.#break(isBudget ? 'P5' : 'P2', `FAILED while the ledger says ${decision ?? 'nothing'}: ${reason}`);
    }
  }

  #hookFinishes(event: EventOf<'hook-finished'>): void {
    const { functionArn, hookId, status, isRollback, serviceDeploymentArn = '' } = event;
    if (functionArn !== functionArns.approval || isRollback) return;
    const failsOpen = status === 'TIMED_OUT' && this.#story.approval?.action === 'CONTINUE';
    const isApproved = status === 'SUCCEEDED' && this.#decisionOf(hookId) === 'APPROVED';
    if (failsOpen || isApproved) {
      this.#passed.set(serviceDeploymentArn, (this.#passed.get(serviceDeploymentArn) ?? 0) + 1);
    }
  }

  #decisionOf(hookId: string): string | undefined {
    const body = this.#store.peek(this.#keys.get(hookId) ?? '');
    return body === undefined ? undefined : this.#readRequest(body).decision?.status;
  }

  /** The stored data was written by the ledger itself, so it is not validated again. */
  #readRequest(body: string): ApprovalRequest {
    const known = this.#read.get(body);
    if (known) return known;
    const request: ApprovalRequest = JSON.parse(body);
    this.#read.set(body, request);
    return request;
  }

  /** Nothing goes wrong between ECS, the hook and what it needs. */
  #isAGoodDay(): boolean {
    const { faults, storeFaults, brokenNotifier, interventions } = this.#story;
    const isQuiet = storeFaults.refuses + storeFaults.losesAnswer + brokenNotifier === 0 && interventions.length === 0;
    return isQuiet && Object.values(faults).every((fault) => fault === 0);
  }

  #break(promise: string, how: string): void {
    this.#broken.push(`${promise}: ${how}`);
  }
}
