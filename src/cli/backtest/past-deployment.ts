import type { EcsDeployment, EcsRevision } from '../../deployment/ecs.ts';

/** A deployment of the past, with what ECS still knows of it. */
export type PastDeployment = {
  arn: string;
  status: string;
  createdAt: Date;
  green: EcsRevision;
  blue: EcsRevision;
  deployment: EcsDeployment;
  /** From then on its traffic says nothing about it: it was rolled back, or the next deployment began, or it is now. */
  end: Date;
};

/** Requests of both target groups of one load balancer in one minute. */
export type MinuteOfTraffic = { at: Date; green: number; blue: number };

/** When a gate would have been called first, and until when the traffic stayed as it was then. */
export type PastCall = {
  stage: BacktestStage;
  /** Green's share of the traffic in percent. */
  step: number;
  since: Date;
  until: Date;
};

/** The stages whose time can be found: the traffic shows it. */
export const backtestStages = ['PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'] as const;

export type BacktestStage = (typeof backtestStages)[number];

/** A reason why something cannot be replayed: a clause for people. */
export class NotReplayedError extends Error {
  override readonly name = 'NotReplayedError';
}
