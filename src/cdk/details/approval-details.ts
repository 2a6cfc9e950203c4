// Written by npm run schemas from the schemas of the hooks.

import type { JsonValue } from '../../hook/json.ts';

/** What the approval check can be configured with. */
export type ApprovalDetails = {
  /** How long people have to decide. Default 240. */
  readonly deadlineMinutes?: number;
  /** The reviewers, each with their own link. Default: one link to everybody on the topic. */
  readonly reviewers?: readonly string[];
  /** How many different reviewers must approve. Default 1. */
  readonly approvals?: number;
  /** What happens at the first deployment of a service, when there is no earlier version to go back to: `"ask"` asks as always, `"pass"` lets it through without an approval if ECS lists no earlier revision. Default `"ask"`. */
  readonly firstDeployment?: 'ask' | 'pass';
  /** Where reviewers try the new version. Default: found through the service's test listener. */
  readonly testUrl?: string;
  /** What is being released, in one line for the reviewers. */
  readonly title?: string;
  /** What reviewers should check, in as many lines as needed. */
  readonly notes?: string;
  /** People who may not decide, such as the author of the release: mail addresses, and ARNs of IAM users and roles. A mail address excludes the mailbox and the IAM Identity Center user of that name. Needs `reviewers` or `rules`. Default: nobody. */
  readonly excluded?: readonly string[];
  /** Lists of people by name, for `from` in `rules`: `{ "qa": ["ana@example.com"] }`. Default: none. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Instead of `reviewers` and `approvals`: whose approvals are needed, all of them, each as `{ "name", "from", "approvals" }`. `from` has mail addresses, ARNs of IAM users and roles, `<issuer>#<subject>` of people who sign in, names of `groups`, and `group:<name>` for those who are in that group of the provider when they sign in. A person counts for one rule only. Only the people named here may decide. `assurance` of a rule is the least that a vote must prove to count for it; default: as for the gate. `deputies` of a rule is a list of `{ "afterMinutes", "from" }`: who may decide for it in addition, once that time has passed. */
  readonly rules?: readonly {
    /** A letter and up to 39 letters, digits, - and _, such as "security". */
    readonly name: string;
    /** A list of people and names of groups. */
    readonly from: readonly string[];
    /** How many different reviewers must approve. Default 1. */
    readonly approvals?: number;
    /** The least that a vote must prove about who cast it: `"link"` (somebody has the link), `"mailbox"` (a link that was mailed to one reviewer), `"sign-in"` (they signed in on the desk, which needs the parameter `OidcIssuer` of the stack), `"iam"` (`greenlight approve` and `reject` with an AWS identity). A vote that proves more counts as well. Default `"link"`. */
    readonly assurance?: 'link' | 'mailbox' | 'sign-in' | 'iam';
    /** Who else is asked, and may decide, if the approvals are not there after some time: a list of `{ "afterMinutes", "from" }`, the later entries in addition to the earlier ones. The minutes are counted from the request, within `businessHours`. Until then they can read but not decide. Of a rule, `deputies` is a key of the rule, and `from` may name `groups`. Needs `reviewers`. Default: nobody. */
    readonly deputies?: readonly {
      /** A whole number of minutes, from 1 to 20160. */
      readonly afterMinutes: number;
      /** A list of people and names of groups. */
      readonly from: readonly string[];
    }[];
  }[];
  /** How many different people must reject before the deployment rolls back. Default 1: the first rejection ends it. */
  readonly rejections?: number;
  /** Which decision needs a reason: `"approve"`, `"reject"` or `"both"`. A rejection needs one in any case; `reasonPattern` applies to the decisions named here. Default `"reject"`. */
  readonly requireReason?: 'approve' | 'reject' | 'both';
  /** What such a reason has to contain, such as the number of a ticket: a regular expression in the syntax of RE2, for example `SHOP-[0-9]+`. It may match anywhere in the reason. Needs `requireReason`. Default: any reason will do. */
  readonly reasonPattern?: string;
  /** What has to be ticked for an approval, item by item, such as "The data is backed up". Recorded with the vote. Default: nothing. */
  readonly checklist?: readonly string[];
  /** What happens if nobody has decided by the deadline: `"reject"` rolls back, `"approve"` lets the deployment through, unless somebody has rejected it. `"approve"` needs `allowFailOpen`. Default `"reject"`. */
  readonly onDeadline?: 'reject' | 'approve';
  /** The clusters in which nobody is asked: `{ "clusters": ["dev-*"] }`, names or patterns in which `*` is any number of characters. Greenlight approves there at once, and records that. Default: everybody is asked everywhere. */
  readonly autoApprove?: {
    /** A list of names of clusters. */
    readonly clusters: readonly string[];
  };
  /** Permits `onDeadline: "approve"`, which opens a gate that nobody looks at. Default false. */
  readonly allowFailOpen?: boolean;
  /** The least that a vote must prove about who cast it: `"link"` (somebody has the link), `"mailbox"` (a link that was mailed to one reviewer), `"sign-in"` (they signed in on the desk, which needs the parameter `OidcIssuer` of the stack), `"iam"` (`greenlight approve` and `reject` with an AWS identity). A vote that proves more counts as well. Default `"link"`. */
  readonly assurance?: 'link' | 'mailbox' | 'sign-in' | 'iam';
  /** How many minutes ago somebody may have signed in at the provider when they vote, to count as signed in: 1 to 1440. For `assurance: "sign-in"` of the gate or of a rule, and for groups of the provider. Default: as long as they stay signed in on the desk, which is an hour. */
  readonly signInMaxAgeMinutes?: number;
  /** Who else is asked, and may decide, if the approvals are not there after some time: a list of `{ "afterMinutes", "from" }`, the later entries in addition to the earlier ones. The minutes are counted from the request, within `businessHours`. Until then they can read but not decide. Of a rule, `deputies` is a key of the rule, and `from` may name `groups`. Needs `reviewers`. Default: nobody. */
  readonly deputies?: ApprovalDeputies;
  /** Mails to those who have not voted and whose approval is still needed: `{ "everyMinutes": 60, "limit": 3 }`. The minutes are counted from the request, within `businessHours`; `limit` is at most 10. Default of `limit` 3. Default: no reminder. */
  readonly reminders?: {
    /** A whole number of minutes, from 5 to 20160. */
    readonly everyMinutes: number;
    /** A whole number of reminders, from 1 to 10. */
    readonly limit?: number;
  };
  /** When the minutes of `deadlineMinutes`, `deputies` and `reminders` count: `{ "timeZone": "Europe/Berlin", "days": ["mon", "fri"], "from": "09:00", "to": "17:00" }`. Outside of these hours the clock stands still, and people may decide nevertheless. A polling gate ends after 1430 minutes in any case. Default of `days` Monday to Friday, of `from` and `to` 09:00 and 17:00. Default: they always count. */
  readonly businessHours?: {
    /** The name of a time zone, such as "Europe/Berlin". */
    readonly timeZone: string;
    /** A list of sun, mon, tue, wed, thu, fri, sat. */
    readonly days?: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    /** A time of day such as "09:00". */
    readonly from?: string;
    /** A time of day such as "09:00". */
    readonly to?: string;
  };
  /** Whether an approval at one step of a linear or canary deployment also counts at its later steps. Then people are asked once, and each later step refers to that approval. Default false: they are asked at each step. */
  readonly once?: boolean;
  /** Whether the person who started the deployment may approve it: `"allow"` or `"deny"`. They may reject it in any case. `"deny"` needs the parameter `Deployers` of the stack, and names of the people who decide: `reviewers`, `rules`, or the `assurance` `"sign-in"` or `"iam"`. Default `"allow"`. */
  readonly selfApproval?: 'allow' | 'deny';
  /** What happens under `selfApproval: "deny"` while nobody knows who started the deployment: `"deny"` lets nobody approve it, `"allow"` lets everybody. A role is not a person, so its sessions are unknown unless `deployers` says who they are. Default `"deny"`. */
  readonly unknownDeployer?: 'deny' | 'allow';
  /** Who is behind the IAM identities that start deployments: `{ "<ARN>": "ana@example.com" }`, with the ARN of a role, a user or one session of a role (`arn:aws:sts::111122223333:assumed-role/release/ana`), which takes precedence over its role. The value is a person, a list of one person's names, or, if those who assume the role cannot choose it, `"sessionName"` or `"sourceIdentity"`: a mail address there is the person. IAM users and people of IAM Identity Center need no entry. Default: none. */
  readonly deployers?: Readonly<Record<string, JsonValue>>;
  /** The IAM identities that may approve alone in an emergency, without what the gate needs, with `greenlight break-glass` and a reason: ARNs of IAM users, roles and sessions of roles. Everybody who is asked is notified of it. Default: nobody. */
  readonly breakGlass?: readonly string[];
};

type ApprovalDeputies = readonly {
  /** A whole number of minutes, from 1 to 20160. */
  readonly afterMinutes: number;
  /** A list of people and names of groups. */
  readonly from: readonly string[];
}[];
