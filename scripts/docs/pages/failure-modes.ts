export type FailureMode = {
  what: string;
  gate: string;
  operator: string;
  /** The file and the title of a test that proves the row. The site is not built where either is not there. */
  test: readonly [file: string, title: string];
};

/** What can fail, from the event to the mail. */
export const failureModes: readonly FailureMode[] = [
  {
    what: 'S3 does not answer, throttles or denies access, so that the request cannot be read',
    gate: 'asks again; fails once more errors came in a row than `errorBudget` tolerates; never approves',
    operator: 'a warning in the log for each call, with `(error 3 of up to 10 in a row)`',
    test: [
      'test/promises/p5-own-errors.test.ts',
      'no call is answered with SUCCEEDED while nobody has approved, no matter what fails',
    ],
  },
  {
    what: 'More errors in a row than the error budget',
    gate: '`FAILED`, and ECS rolls back',
    operator: '`error budget of 10 used up` in the log, with the last error',
    test: [
      'test/promises/p5-own-errors.test.ts',
      'a gate fails because of our own errors only if more of them occur in a row than the budget tolerates',
    ],
  },
  {
    what: 'ECS delivers a call twice, or two at once',
    gate: 'finds the request that is there; nobody is asked twice',
    operator: 'nothing',
    test: [
      'test/checks/approval/redelivery.test.ts',
      'creates one request and sends one mail when many first calls arrive at once',
    ],
  },
  {
    what: 'The function dies between writing the request and notifying people',
    gate: 'notifies them at a later poll',
    operator: 'the request’s history shows both attempts',
    test: [
      'test/checks/approval/redelivery.test.ts',
      'notifies people later when it crashed between creating the request and notifying them',
    ],
  },
  {
    what: 'SNS refuses or does not answer',
    gate: 'keeps waiting, and tries again at the next poll',
    operator: 'the first failure in the request’s history',
    test: ['test/promises/p4-notifications.test.ts', 'a failed publish fails no gate'],
  },
  {
    what: 'The signing key cannot be read',
    gate: 'writes the request and waits; links are sent once the key can be read',
    operator: 'a warning in the log; the desk says that its signing key is wrong',
    test: ['test/checks/approval/redelivery.test.ts', 'asks people even if a signing key cannot be read'],
  },
  {
    what: 'Nobody decides before the deadline',
    gate: '`FAILED`; the request is `EXPIRED`, which is a decision',
    operator: '`expired at … without a decision`; a late click shows this',
    test: [
      'test/promises/p3-expiry.test.ts',
      'a gate without a decision ends with a decision of its own after the deadline',
    ],
  },
  {
    what: 'Approval and deadline at the same moment',
    gate: 'one of the two wins, permanently',
    operator: 'both see which',
    test: [
      'test/promises/p3-expiry.test.ts',
      'if an approval at the last moment meets the expiry, one of them wins, and both see which',
    ],
  },
  {
    what: 'The answer to writing a vote is lost',
    gate: 'the vote counts once',
    operator: 'the reviewer sees what is recorded',
    test: ['test/promises/every-story.test.ts', 'a vote is counted once, even if the response to writing it was lost'],
  },
  {
    what: 'A mail scanner follows the link',
    gate: 'nothing is decided',
    operator: 'nothing',
    test: ['test/faults/proven-faults.test.ts', 'fault 11: following a link decides nothing'],
  },
  {
    what: 'Somebody edits the request by hand and breaks it',
    gate: 'an error verdict: asks again, and fails once the budget is used up; continues once the request is fixed',
    operator: 'the desk and the log say that it was edited and is no longer valid JSON',
    test: ['test/checks/approval/hand-flip.test.ts', 'fails the gate when a broken edit is never fixed'],
  },
  {
    what: 'ECS rolls back',
    gate: '`SUCCEEDED` at once, no matter what was decided or configured',
    operator: '`inRollback` in the log line',
    test: [
      'test/promises/p6-rollback.test.ts',
      'is let through no matter what the configuration, the ledger and the clock are',
    ],
  },
  {
    what: 'ECS cannot be asked whether it is rolling back',
    gate: 'checks as usual, but does not answer `FAILED` until it knows',
    operator: '`rollbackError` in the log line',
    test: [
      'test/hook/create-hook.test.ts',
      'does not result in FAILED while ECS cannot be asked, because a FAILED would endanger a rollback',
    ],
  },
  {
    what: '`hookDetails` has a wrong or unknown key',
    gate: '`FAILED` at the first call',
    operator: 'the path of the field, its value and what is expected, in the log',
    test: ['test/hook/create-hook.test.ts', 'fails at once if it is wrong, with the path of the field'],
  },
  {
    what: 'Defaults in Parameter Store cannot be read',
    gate: 'an error verdict: asks again within the budget',
    operator: 'a warning in the log',
    test: ['test/hook/create-hook.test.ts', 'uses error budget if its defaults cannot be read'],
  },
  {
    what: 'A variable of the function is wrong',
    gate: 'an error verdict that neither approves nor fails a release at once; rollbacks go through',
    operator: 'the name of the variable in the log, never its value',
    test: [
      'test/functions/wrong-environment.test.ts',
      'lets a rollback through, and neither approves nor fails a release',
    ],
  },
  {
    what: 'A check hangs',
    gate: 'an error verdict before Lambda would kill the function',
    operator: '`did not answer within its time budget`',
    test: ['test/hook/create-hook.test.ts', 'that hangs is an error, answered before the function is killed'],
  },
  {
    what: 'A check throws, or returns something other than a verdict',
    gate: 'an error verdict; its state is kept',
    operator: 'the error with its cause, in the log',
    test: ['test/hook/create-hook.test.ts', 'that throws keeps its state for the next call'],
  },
  {
    what: 'The event is not one that ECS sends',
    gate: '`FAILED` with the problem, never an exception',
    operator: 'what was found instead, in the log',
    test: ['test/functions/wrong-environment.test.ts', 'answers every request explicitly'],
  },
  {
    what: 'The new version gives a wrong answer',
    gate: '`FAILED`; after an answer, good or bad, the request is never repeated',
    operator: 'value against threshold, on the desk, in the log and in the report',
    test: ['test/checks/smoke/smoke-check.test.ts', 'fails on a wrong answer, without a second attempt'],
  },
  {
    what: 'The new version does not answer at all',
    gate: 'tries again, then an error verdict: that says nothing about the release',
    operator: 'the transport error in the report',
    test: [
      'test/checks/smoke/smoke-check.test.ts',
      'is an error when the attempts are used up, because that says nothing about the release',
    ],
  },
  {
    what: 'The test listener still points at blue',
    gate: 'waits up to `waitMinutes`, and sends nothing to blue',
    operator: '`waiting` in the report',
    test: [
      'test/checks/smoke/send/locate-requests.test.ts',
      'L6 makes the test wait and then fail, and nothing is sent to blue',
    ],
  },
  {
    what: 'An internal load balancer cannot be reached',
    gate: 'an error verdict',
    operator: 'a reminder of the VPC in the reason',
    test: [
      'test/checks/smoke/send/locate-requests.test.ts',
      'mention the VPC if an internal load balancer does not answer',
    ],
  },
  {
    what: 'An alarm is in `ALARM`',
    gate: '`FAILED` at once',
    operator: 'the alarm’s name and CloudWatch’s reason',
    test: ['test/checks/alarms/alarms-check.test.ts', 'fails at once on ALARM, with CloudWatch'],
  },
  {
    what: 'An alarm has no data',
    gate: 'as `onInsufficientData` says: waits by default, up to `waitMinutes`, then fails',
    operator: 'the alarm and how long the gate waited for it',
    test: ['test/checks/alarms/alarms-check.test.ts', 'turns waiting into a fail after waitMinutes'],
  },
  {
    what: 'CloudWatch throttles',
    gate: 'an error verdict: asks again within the budget',
    operator: 'a warning in the log',
    test: ['test/checks/alarms/alarms-check.test.ts', 'reports an error when CloudWatch throttles it'],
  },
  {
    what: 'The clocks of the functions differ by five seconds',
    gate: 'changes nothing',
    operator: 'nothing',
    test: [
      'test/promises/p7-faults.test.ts',
      'there is still at most one decision, and every final answer comes from it',
    ],
  },
  {
    what: 'The desk cannot reach its bucket',
    gate: 'is not concerned',
    operator: 'reviewers get a page that says so (503), and nothing is decided',
    test: ['test/approval/desk/create-desk.test.ts', 'while its ledger cannot be reached'],
  },
  {
    what: 'The desk cannot read what the checks have reported',
    gate: 'is not concerned',
    operator:
      'nobody can approve (503), because a failed check may be among it; people can reject, withdraw and break glass',
    test: ['test/approval/evidence/changed-checks.test.ts', 'nobody can approve, on the desk or by IAM'],
  },
  {
    what: 'The signing key is rotated while a request is open',
    gate: 'is not concerned',
    operator: 'nothing: links of both keys are valid',
    test: ['test/approval/desk/create-desk.test.ts', 'accepts links signed with either key during a rotation'],
  },
];
