import type { Place } from '../diagram.ts';

type At = Place['at'];

export const ecs = (at: At): Place => ({ name: 'Amazon ECS', what: 'service deployment', kind: 'aws', at });
export const ledger = (at: At): Place => ({ name: 'ledger (S3)', what: 'Ledger', kind: 'greenlight', at });
export const topic = (at: At): Place => ({ name: 'topic (SNS)', what: 'Notifications', kind: 'greenlight', at });
export const desk = (at: At): Place => ({ name: 'desk', what: 'Desk', kind: 'greenlight', at });
export const gateHook = (at: At): Place => ({ name: 'gate hook', what: 'GateHook', kind: 'greenlight', at });
export const reviewer = (at: At): Place => ({ name: 'reviewer', what: 'a person', kind: 'person', at });
export const testListener = (at: At): Place => ({
  name: 'test listener',
  what: 'your load balancer',
  kind: 'yours',
  at,
});
