/** Everybody in the stories, by every name with which they come. Written down, so that no story relies on the program's own idea of a person. */

const user = (name: string) => `arn:aws:iam::123456789012:user/${name}`;
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const session = (name: string) => `arn:aws:sts::123456789012:assumed-role/${name}`;

export const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
/** They decide only after some time. */
export const [del, eli] = ['del@example.com', 'eli@example.com'];
/** Signs in, and is in a group of the provider. */
export const hal = 'hal@example.com';
/** They sign in with accounts that are known by no mail address. */
const account = (subject: string) => `https://login.example.com/shop#${subject}`;
export const [gus, ivy] = [account('gus'), account('ivy')];
/** Has a valid link, and is asked by no gate. */
export const zoe = 'zoe@example.com';
export const everybodysLink = 'link holder';

export const anaByIam = user(ana);
export const benByIam = session(`AWSReservedSSO_Ops_0123456789abcdef/${ben}`);
export const delByIam = user(del);
export const dan = user('dan');
export const halByIam = user(hal);
export const approverRole = role('approver');
export const [eve, notEve] = [session('approver/eve'), session('approver/not-eve')];
export const onCallRole = role('on-call');
export const fay = session('on-call/fay');
/** A pipeline. */
export const releaseRole = role('release');
export const build = session('release/build-7');
export const anaReleasing = session(`release/${ana}`);

/** The person behind each name. All sessions of a role are one, because the caller chooses the session's name. */
const persons: Readonly<Record<string, string>> = {
  ...{ [ana]: 'Ana', [anaByIam]: 'Ana', [ben]: 'Ben', [benByIam]: 'Ben', [cho]: 'Cho' },
  ...{ [del]: 'Del', [delByIam]: 'Del', [eli]: 'Eli', [zoe]: 'Zoe', [dan]: 'Dan', [everybodysLink]: 'anybody' },
  'somebody in Slack': 'a stranger',
  ...{ [hal]: 'Hal', [halByIam]: 'Hal', [gus]: 'Gus', [ivy]: 'Ivy' },
  ...{ [approverRole]: 'an approver', [eve]: 'an approver', [notEve]: 'an approver' },
  ...{ [onCallRole]: 'on call', [fay]: 'on call' },
  ...{ [releaseRole]: 'the pipeline', [build]: 'the pipeline', [anaReleasing]: 'the pipeline' },
};

export function personOf(name: string): string {
  const person = persons[name];
  if (person === undefined) throw new Error(`nobody in these stories is called ${name}`);
  return person;
}

export function isOneOf(names: readonly string[], name: string): boolean {
  return names.some((one) => personOf(one) === personOf(name));
}

/** Those who come with a link that the app mails, some of them more often. */
export const linkNames = [ana, ben, cho, ana, ben, cho, del, del, eli, zoe, everybodysLink];
/** An account of the provider, and the name under which its votes are stored. */
export type Account = { by: string; claims: { sub: string; groups: string[] } & Record<string, unknown> };

/** Those who sign in. Only a verified address of example.com is believed. */
export const accounts: readonly Account[] = [
  { by: ana, claims: { sub: 'u1', email: ana, email_verified: true, groups: ['qa-team'] } },
  { by: cho, claims: { sub: 'u2', email: cho, email_verified: true, groups: [] } },
  { by: del, claims: { sub: 'u3', email: del, email_verified: true, groups: ['qa-team'] } },
  { by: hal, claims: { sub: 'u4', email: hal, email_verified: true, groups: ['all', 'sec-team'] } },
  { by: gus, claims: { sub: 'gus', email: 'gus@elsewhere.example', email_verified: true, groups: ['sec-team'] } },
  { by: ivy, claims: { sub: 'ivy', email: ana, email_verified: false, groups: ['sec-team'] } },
];
/** Accounts in Slack and whom the operator has mapped them to. Ana has two of them, and nobody has mapped the last one. */
export const slackPeople: Record<string, string> = {
  ...{ U1ANA: ana, U2ANA: ana, U3BEN: ben, U4CHO: cho, U5DEL: del, U6HAL: hal, U7ZOE: zoe },
};
export const stranger = 'somebody in Slack';
export const slackAccounts = [...Object.keys(slackPeople), 'U9NOBODY'];
/** Those who come with a signed request. */
export const iamNames = [anaByIam, benByIam, delByIam, dan, eve, notEve, fay];
