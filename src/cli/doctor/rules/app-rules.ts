import type { DoctorRule } from './doctor-rule.ts';

/** What can be wrong with the deployed app itself. */
export const appRules = {
  'stack-not-settled': {
    severity: 'error',
    title: 'the stack is not completely deployed',
    why: 'what the hooks need may be missing, or come from two versions',
  },
  'stack-outputs-missing': {
    severity: 'error',
    title: 'the stack lacks outputs of Greenlight',
    why: 'it is another stack, or an older version of Greenlight; what these outputs name cannot be checked',
  },
  'stack-version': {
    severity: 'warning',
    title: 'the stack and this command have different versions',
    why: 'they may disagree about what hookDetails can say',
  },
  'function-missing': {
    severity: 'error',
    title: 'a function of the app does not exist',
    why: 'ECS rolls back with "ECS was unable to invoke hook target"',
    reasons: ['hook-not-invoked'],
  },
  'function-not-active': {
    severity: 'error',
    title: 'a function cannot be invoked now',
    why: 'ECS rolls back with "ECS was unable to invoke hook target"',
    reasons: ['hook-unreadable'],
  },
  'function-runtime': {
    severity: 'warning',
    title: 'a function runs on a runtime that it was not built for',
    why: 'if it does not start, ECS rolls back with "HookStatus must not be null", which hides the cause',
    reasons: ['hook-unreadable'],
  },
  'function-timeout': {
    severity: 'warning',
    title: 'a function has less time than the template gives it',
    why: 'a function that is cut off counts as failed: ECS rolls back with "HookStatus must not be null"',
    reasons: ['hook-unreadable'],
  },
  'function-environment': {
    severity: 'error',
    title: 'a function uses resources that are not those of the stack',
    why: 'requests, links and mails end up where nobody looks for them, and the wait ends at the deadline',
  },
  'cluster-not-covered': {
    severity: 'error',
    title: 'the hooks may not read the deployments of this cluster',
    why: 'each call to ECS is refused, and when the error budget is spent, the hook answers FAILED',
  },
  'nobody-subscribed': {
    severity: 'error',
    title: 'nobody is subscribed to the notifications',
    why: 'SNS accepts the mail and drops it silently; the request expires and ECS rolls back',
  },
  'approver-not-subscribed': {
    severity: 'error',
    title: 'somebody who is asked has no confirmed subscription',
    why: 'SNS drops the mail silently; the request expires at its deadline and ECS rolls back',
  },
  'subscription-pending': {
    severity: 'warning',
    title: 'a subscription was never confirmed',
    why: 'nothing is sent to it until the link in the mail from AWS is clicked',
  },
  'subscription-filter': {
    severity: 'error',
    title: 'a filter policy lets nothing through for its own address',
    why: 'filters compare letter by letter and the hook writes addresses in lower case: the mail is dropped silently',
  },
  'subscription-unfiltered': {
    severity: 'warning',
    title: "a subscription gets everybody's links",
    why: "anybody who has a reviewer's link decides as that reviewer, so the record may name the wrong person",
  },
  'subscription-unauthenticated': {
    severity: 'warning',
    title: 'one visit to a link in a mail unsubscribes a reviewer',
    why: 'scanners follow the unsubscribe link at the end of each mail from SNS: from then on the reviewer gets no mail, and requests expire',
  },
  'topic-open': {
    severity: 'warning',
    title: 'the topic does not limit who may subscribe to it',
    why: 'everybody in the account with sns:Subscribe can add a subscription without a filter, which gets the personal link of each reviewer',
  },
  'defaults-missing': {
    severity: 'error',
    title: 'the parameter with the defaults of a hook does not exist',
    why: 'the hook cannot read its configuration: it answers FAILED once the error budget is spent',
  },
  'defaults-invalid': {
    severity: 'error',
    title: 'the defaults of a hook are not valid',
    why: 'wrong configuration fails every gate of that hook at once',
  },
  'ledger-missing': {
    severity: 'error',
    title: 'the bucket of the ledger does not exist',
    why: 'no request can be written: the approval hook answers FAILED once the error budget is spent',
  },
  'ledger-versioning': {
    severity: 'warning',
    title: 'the bucket does not keep earlier versions',
    why: 'a decision that is overwritten by hand is gone, and nobody can tell what it was',
  },
  'ledger-policy': {
    severity: 'warning',
    title: 'the bucket policy lacks a statement of the template',
    why: 'S3 no longer refuses an unconditional write, or a connection without TLS',
  },
  'ledger-public': {
    severity: 'error',
    title: 'the bucket does not block public access',
    why: 'a policy or an access list could open requests and decisions to everybody',
  },
  'signing-key-missing': {
    severity: 'error',
    title: 'the key that signs links cannot be used',
    why: 'no link can be made or opened: nobody is asked, and the request expires',
  },
  'chat-secret-missing': {
    severity: 'error',
    title: 'the secret with the address of a chat cannot be used',
    why: 'nothing is announced in that chat, and each announcement is dropped after 24 hours',
  },
  'signing-key-unreadable': {
    severity: 'error',
    title: 'the approval hook may not read the signing key',
    why: 'no link can be made: nobody is asked, and the request expires',
  },
  'permission-missing': {
    severity: 'error',
    title: 'a hook lacks a permission that its configuration needs',
    why: 'the check cannot ask AWS, and after its error budget the hook answers FAILED',
  },
  'smoke-secret-unreadable': {
    severity: 'error',
    title: 'a hook may not read a secret that its configuration names',
    why: 'nothing is sent, and after its error budget it answers FAILED',
  },
  'suite-unreadable': {
    severity: 'error',
    title: 'the smoke hook may not read its suite',
    why: 'it answers FAILED, because it does not know what to test',
  },
} as const satisfies Record<string, DoctorRule>;
