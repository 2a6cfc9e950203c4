import { assurances } from '../../src/approval/request/assurance.ts';
import type { JsonSchema, SchemaObject } from './json-schema.ts';

/** The JSON Schema of one line of `greenlight audit export`. A test holds it against exports. */
export function auditSchema(): SchemaObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A line of an audit export of Greenlight',
    description:
      'A header, then a record for each request in the order of their keys, then a trailer. Each line is canonical JSON (RFC 8785), and its hash the SHA-256 of itself without hash.',
    oneOf: ['header', 'request', 'unreadable', 'trailer'].map((kind) => ({ $ref: `#/definitions/${kind}` })),
    definitions: {
      hash: hex,
      instant,
      strings,
      header,
      request,
      unreadable,
      trailer,
      vote,
      couldDecide,
      decision,
      ecs,
    },
  };
}

const hex = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;
const instant = { type: 'string', format: 'date-time' } as const;
const strings = { type: 'array', items: { type: 'string' } } as const;
const [aHash, anInstant, someStrings] = ['hash', 'instant', 'strings'].map((name) => ({
  $ref: `#/definitions/${name}`,
}));
const anything: JsonSchema = { type: 'object' };
const text: JsonSchema = { type: 'string' };
const count: JsonSchema = { type: 'integer', minimum: 0 };

/** All keys are required unless their name ends with a question mark. */
function objectOf(description: string, entries: Readonly<Record<string, JsonSchema | undefined>>): SchemaObject {
  const names = Object.keys(entries);
  return {
    type: 'object',
    description,
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), entries[name] ?? {}])),
    required: names.filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  };
}

const header = objectOf('What the export is about.', {
  kind: { const: 'header' },
  schemaVersion: { const: 1 },
  bucket: text,
  since: anInstant,
  until: anInstant,
  services: someStrings,
  madeAt: anInstant,
  hash: aHash,
});

const chained = {
  service: { type: 'string', description: '<account>/<region>/<cluster>/<service>, the name of its chain.' },
  key: { type: 'string', description: 'Of the object in the bucket.' },
  seq: { type: 'integer', minimum: 1 },
  prev: aHash,
  hash: aHash,
  object: objectOf('The object as it was read.', { sha256: aHash, lastModified: anInstant }),
};

const vote = objectOf('A vote, in the order in which they were cast.', {
  at: anInstant,
  by: text,
  person: { type: 'string', description: 'Who counts: all names of one person are one.' },
  via: { enum: ['desk', 'sign-in', 'iam', 'break-glass', 'greenlight', 'slack'] },
  choice: { enum: ['APPROVE', 'REJECT', 'WITHDRAW'] },
  counts: {
    type: 'boolean',
    description: 'Whether it is the latest of this person, and nothing keeps it from counting.',
  },
  assurance: { enum: assurances, description: 'What it proves about who cast it.' },
  'rules?': { ...strings, description: 'The rules for which it counts.' },
  'reason?': text,
  'checklist?': someStrings,
  'identity?': anything,
  'evidence?': { type: 'object', description: 'What the voter based the decision on; see decision 54.' },
});

const couldDecide = objectOf('Everybody who could have decided by the rules in force.', {
  reviewers: someStrings,
  excluded: someStrings,
  approvals: count,
  rejections: count,
  assurance: { enum: assurances },
  breakGlass: someStrings,
  'rules?': { type: 'array', items: anything },
  groups: someStrings,
  deputies: { type: 'array', items: anything },
  anybodyWithTheLink: { type: 'boolean' },
  byIam: { enum: ['route', 'named'] },
  selfApproval: { enum: ['allow', 'deny'] },
  onDeadline: { enum: ['reject', 'approve'] },
});

const decision = objectOf('The decision, attributed as the gate attributes it.', {
  id: text,
  status: { enum: ['APPROVED', 'REJECTED', 'EXPIRED', 'SUPERSEDED'] },
  by: text,
  via: { enum: ['desk', 'sign-in', 'iam', 'break-glass', 'by hand', 'greenlight', 'slack'] },
  'reason?': text,
  at: anInstant,
  byVotes: { type: 'boolean' },
  byHand: { type: 'boolean', description: 'Whether somebody has written it into the bucket.' },
});

const ecs = objectOf('What ECS did, as far as it is stored.', {
  'confirmation?': { type: 'object', description: 'What ECS deployed when the approval was about to let it through.' },
  rollbacks: { type: 'array', items: anything },
  'pause?': { type: 'object', description: 'What the pause bridge answered.' },
  'progress?': { type: 'object', description: 'What the watcher saw of the deployment after the decision.' },
});

const request = objectOf('A request and everything that happened to it.', {
  kind: { const: 'request' },
  ...chained,
  subject: { type: 'object', description: 'What was asked about: deployment, revision, images, changes.' },
  createdAt: anInstant,
  deadline: anInstant,
  status: { enum: ['PENDING', 'APPROVED', 'REJECTED', 'EXPIRED', 'SUPERSEDED'] },
  rules: { type: 'object', description: 'The configuration of the gate, as in hookDetails, with its defaults.' },
  couldDecide: { $ref: '#/definitions/couldDecide' },
  votes: { type: 'array', items: { $ref: '#/definitions/vote' } },
  'decision?': { $ref: '#/definitions/decision' },
  'changedByHand?': { const: true },
  'deployer?': anything,
  'approvedWith?': text,
  'pause?': anything,
  ecs: { $ref: '#/definitions/ecs' },
  notified: { type: 'array', items: anything },
  history: { type: 'array', items: anything },
});

const unreadable = objectOf('An object that is not a readable request.', {
  kind: { const: 'unreadable' },
  ...chained,
  reason: text,
});

const trailer = objectOf('How many records there are, and the last hash of each chain.', {
  kind: { const: 'trailer' },
  header: aHash,
  records: count,
  services: { type: 'object', additionalProperties: objectOf('A chain.', { count, head: aHash }) },
  hash: { $ref: '#/definitions/hash', description: 'The anchor of the export.' },
});
