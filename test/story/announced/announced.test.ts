import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import publishedSchema from '../../../schemas/announcement.schema.json' with { type: 'json' };
import { announcementEvents } from '../../../src/announcer/news/announcement.ts';
import { retailAlarms } from '../../../src/sandbox/retail-service.ts';
import { textOf } from '../../approval/slack/text-of.ts';
import {
  anaInSlack,
  benInSlack,
  buttonsOf,
  idOf,
  startAnnouncedSandbox,
  strangerInSlack,
} from './announced-sandbox.ts';
import { mailsOfStories } from './mails-of-stories.ts';

const [ana, ben, chi] = ['ana@shop.example', 'ben@shop.example', 'chi@shop.example'];
type World = Awaited<ReturnType<typeof startAnnouncedSandbox>>;

/** Slack's five minutes have to be long enough for a machine that is busy. */
const speed = 40;
const both = { reviewers: [ana, ben], approvals: 2 };
const minute = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d UTC`;

/** Every story has a sandbox of its own, for whose clock it mostly waits. */
describe('from the start of a deployment to the last message about it', { timeout: 240_000, concurrent: true }, () => {
  const heardOf = new Set<string>();

  test('asked, approved in Slack, deployed', async (context) => {
    const world = await startAnnouncedSandbox(speed, context);
    const { deploy, heard, sandbox, mailboxes, thread, press, interact, request, slack, documents, eventually } = world;
    const arn = deploy({ terms: { deputies: [{ afterMinutes: 60, from: [chi] }] } });
    await heard(arn, ['ASKED']);
    await eventually(() => buttonsOf(thread(arn).root)).toHaveLength(2);
    const release = documents(arn)[0]?.images[0]?.after.match(/:([\d.]+)@/)?.[1];

    const unmapped = await press(arn, strangerInSlack, 'approve');
    expect(textOf(unmapped)).toContain(`your Slack account ${strangerInSlack} is mapped to nobody`);
    expect(textOf(await press(arn, benInSlack, 'approve'))).toContain(`You are not asked about this: ${ben}`);
    const form = await press(arn, anaInSlack, 'approve');
    expect(textOf(form)).toContain(
      `You decide as ${ana}.\nretail-ui on prod-cluster waits before production traffic moves`,
    );
    sandbox.setSpeed(1);
    const signed = slack.submit(form, { ticked: ['looked'], reason: 'paid with a card' });
    expect((await interact({ ...signed, body: signed.body.replace('looked', 'l0oked') })).status).toBe(401);
    expect((await request(arn)).votes).toEqual([]);

    const answer = await interact(signed);
    expect(textOf(slack.apply(form, answer.json))).toMatch(
      /^Recorded\n.*Recorded at \d\d:\d\d UTC as ana@shop\.example/s,
    );
    expect((await interact(signed)).status).toBe(200);
    sandbox.setSpeed(speed);
    const { decision, votes } = await request(arn);
    expect(decision).toMatchObject({ status: 'APPROVED', by: ana, via: 'slack', reason: 'paid with a card' });
    expect(votes).toMatchObject([{ identity: { team: 'T1DC2JH3J', user: anaInSlack } }]);

    expect((await sandbox.controller.waitForDeployment(arn)).status).toBe('SUCCESSFUL');
    await heard(arn, ['ASKED', 'APPROVED', 'DEPLOYED']);
    await eventually(() => mailboxes(arn)).toEqual({ [ana]: ['ACTION', 'APPROVED', 'DEPLOYED'] });
    await eventually(() => thread(arn).replies.map(({ text }) => text)).toEqual([
      `DEPLOYED: retail-ui ${release} on prod-cluster is deployed`,
    ]);
    expect(thread(arn).root?.text).toMatch(
      new RegExp(`^APPROVED: .*approved by ${ana} at ${minute}: paid with a card$`),
    );
    expect(buttonsOf(thread(arn).root)).toEqual([]);
    const channel = await (await fetch(`${sandbox.urls.dashboard}/channel`)).text();
    expect(
      [...channel.matchAll(/<h3>.*?<\/span>([A-Z ]+) <span class="whole">retail-ui/g)].map(([, label]) => label),
    ).toEqual([...['ASKED', 'APPROVED', 'DEPLOYED']]);
    expect(slack.calls.filter((call) => call !== 'views.open')).toEqual([
      ...['chat.postMessage', 'chat.update', 'chat.postMessage'],
    ]);
    await checkMails(world, arn, mailsOfStories.deployed);
    await checkShared(world, arn);
  });

  test('asked, rejected with a link, rolled back because of that', async (context) => {
    const world = await startAnnouncedSandbox(speed, context);
    const { deploy, heard, sandbox, mailboxes, thread, decideByLink, documents, mails, eventually } = world;
    const arn = deploy({ terms: { reviewers: [ana, ben] } });
    await heard(arn, ['ASKED']);
    expect(await decideByLink(arn, ben, { choice: 'reject', reason: 'the price is wrong' })).toBe(200);
    await eventually(() => buttonsOf(thread(arn).root)).toEqual([]);

    expect((await sandbox.controller.waitForDeployment(arn)).status).toBe('ROLLBACK_SUCCESSFUL');
    await heard(arn, ['ASKED', 'REJECTED', 'ROLLED BACK']);
    const all = ['ACTION', 'REJECTED', 'ROLLED BACK'];
    await eventually(() => mailboxes(arn)).toEqual({ [ana]: all, [ben]: all });
    const cause = new RegExp(`^rejected by ${ben} at ${minute}: the price is wrong$`);
    expect(documents(arn).at(-1)?.cause).toMatch(cause);
    const last = (await mails(arn)).at(-1)?.body.split('\n') ?? [];
    expect(last[0]).toMatch(/^retail-ui [\d.]+ on prod-cluster was rolled back: rejected by ben@shop\.example at /);
    expect(last[1]).toMatch(/^Next: {5}Production stayed on [\d.]+\.$/);
    await eventually(() => thread(arn).replies).toHaveLength(1);
    expect(thread(arn).root?.text).toMatch(/^REJECTED: /);
    expect(thread(arn).replies[0]?.text).toMatch(/^ROLLED BACK: .* was rolled back: rejected by ben@shop\.example/);
    await checkMails(world, arn, mailsOfStories.rejected);
    await checkShared(world, arn);
  });

  test('asked, reminded, escalated, expired, rolled back because nobody decided', async (context) => {
    const world = await startAnnouncedSandbox(2 * speed, context);
    const { deploy, heard, sandbox, mailboxes, thread, documents, mails, eventually } = world;
    const reminders = { everyMinutes: 5, limit: 1 };
    const deputies = [{ afterMinutes: 40, from: [chi] }];
    const arn = deploy({ terms: { ...both, deadlineMinutes: 120, reminders, deputies } });
    // Each wait is long, and runs faster once the one before it is over: however late a call comes, it finds what is due, and nothing after that.
    await heard(arn, ['ASKED', 'REMINDER']);
    sandbox.setSpeed(8 * speed);
    await heard(arn, ['ASKED', 'REMINDER', 'DEPUTIES ASKED']);
    sandbox.setSpeed(32 * speed);

    expect((await sandbox.controller.waitForDeployment(arn)).status).toBe('ROLLBACK_SUCCESSFUL');
    await heard(arn, ['ASKED', 'REMINDER', 'DEPUTIES ASKED', 'EXPIRED', 'ROLLED BACK']);
    const asked = ['ACTION', 'REMINDER', 'EXPIRED', 'ROLLED BACK'];
    await eventually(() => mailboxes(arn)).toEqual({
      [ana]: asked,
      [ben]: asked,
      [chi]: ['DEPUTY', 'EXPIRED', 'ROLLED BACK'],
    });
    const summaries = documents(arn).map(({ summary }) => summary);
    expect(summaries.slice(1, 4)).toEqual([
      expect.stringMatching(
        new RegExp(`still waits at .*; reminded ${ana}, ${ben}: 1 of 1, first asked at ${minute}$`),
      ),
      expect.stringMatching(new RegExp(`; asked ${chi}: there were not enough approvals after 40 minutes$`)),
      expect.stringMatching(new RegExp(`: expired at ${minute} without a decision$`)),
    ]);
    expect(documents(arn).at(-1)?.cause).toMatch(new RegExp(`^expired at ${minute} without a decision$`));
    await eventually(() => thread(arn).replies.map(({ text }) => text.split(':', 1)[0])).toEqual([
      ...['REMINDER', 'DEPUTIES ASKED', 'ROLLED BACK'],
    ]);
    expect(thread(arn).root?.text).toMatch(/^EXPIRED: /);
    expect(buttonsOf(thread(arn).root)).toEqual([]);
    // What asks has a personal link, and what tells has none.
    for (const { subject, body } of await mails(arn)) {
      expect(/\/r\//.test(body)).toBe(/^\[(ACTION|REMINDER|DEPUTY)\]/.test(subject));
    }
    await checkMails(world, arn, mailsOfStories.expired);
    await checkMails(world, arn, mailsOfStories.ofDeputy, chi);
    await checkShared(world, arn);
  });

  test('a vote withdrawn, the request closed and the deployment rolled back, because somebody asked for that', async (context) => {
    const world = await startAnnouncedSandbox(speed, context);
    const { deploy, heard, sandbox, mailboxes, thread, press, submit, decideByLink, rollBack, documents, eventually } =
      world;
    const arn = deploy({ terms: both });
    await heard(arn, ['ASKED']);
    await eventually(() => buttonsOf(thread(arn).root)).toHaveLength(2);
    await submit(await press(arn, anaInSlack, 'approve'), { ticked: ['looked'] });
    expect(await decideByLink(arn, ana, { choice: 'withdraw', reason: 'I looked at the wrong one' })).toBe(200);
    await heard(arn, ['ASKED', 'VOTE WITHDRAWN']);
    await eventually(() => thread(arn).replies).toHaveLength(1);
    expect(buttonsOf(thread(arn).root)).toHaveLength(2);

    await rollBack(arn, 'the campaign was moved');
    expect((await sandbox.controller.waitForDeployment(arn)).status).toBe('ROLLBACK_SUCCESSFUL');
    await heard(arn, ['ASKED', 'VOTE WITHDRAWN', 'ROLLED BACK AS ASKED', 'CLOSED']);
    const all = ['ACTION', 'VOTE WITHDRAWN', 'ROLLED BACK AS ASKED', 'CLOSED'];
    await eventually(() => mailboxes(arn)).toEqual({ [ana]: all, [ben]: all });
    expect(documents(arn)[1]?.summary).toMatch(
      /^ana@shop\.example withdrew their vote on retail-ui [\d.]+ at .*: I looked at the wrong one$/,
    );
    expect(documents(arn)[2]?.cause).toMatch(
      /^user\/eve \(IAM\) asked for the rollback at .*: the campaign was moved$/,
    );
    expect(buttonsOf(thread(arn).root)).toEqual([]);
    await checkMails(world, arn, mailsOfStories.withdrawn);
    await checkShared(world, arn);
  });

  test('approved by one of two, asked again because a check has failed since, and rejected', async (context) => {
    const world = await startAnnouncedSandbox(speed, context);
    const { deploy, heard, sandbox, mailboxes, thread, press, submit, failSmoke, documents, eventually } = world;
    const arn = deploy({ terms: both });
    await heard(arn, ['ASKED']);
    await eventually(() => buttonsOf(thread(arn).root)).toHaveLength(2);
    await submit(await press(arn, anaInSlack, 'approve'), { ticked: ['looked'] });
    const before = await press(arn, benInSlack, 'approve');
    await failSmoke(arn, 'GET /cart: 500');
    expect(textOf(await submit(before, { ticked: ['looked'] }))).toContain(
      'The checks have found something else since.',
    );

    const again = ['ASKED', 'ASKED AGAIN', 'VOTE NO LONGER COUNTS'];
    await heard(arn, again);
    const form = await press(arn, benInSlack, 'reject');
    expect(textOf(form)).toContain('Checked smoke at POST_TEST_TRAFFIC_SHIFT: failed');
    await submit(form, { reason: 'the cart is broken' });
    expect((await sandbox.controller.waitForDeployment(arn)).status).toBe('ROLLBACK_SUCCESSFUL');
    await heard(arn, [...again, 'REJECTED', 'ROLLED BACK']);
    const ended = ['VOTE NO LONGER COUNTS', 'REJECTED', 'ROLLED BACK'];
    await eventually(() => mailboxes(arn)).toEqual({
      [ana]: ['ACTION', 'CHANGED', ...ended],
      [ben]: ['ACTION', ...ended],
    });
    expect(documents(arn)[2]?.summary).toMatch(/^The approval by ana@shop\.example on .* no longer counts: smoke at /);
    expect(documents(arn).at(-1)?.cause).toMatch(/^rejected by ben@shop\.example at .*: the cart is broken$/);
    await eventually(() => thread(arn).replies).toHaveLength(3);
    await checkMails(world, arn, mailsOfStories.askedAgain);
    await checkShared(world, arn);
  });

  test('approved, and rolled back because of what a check has measured, and not of what ECS says', async (context) => {
    const world = await startAnnouncedSandbox(speed, context);
    const { deploy, heard, sandbox, mailboxes, thread, decideByLink, documents, mails, eventually } = world;
    const arn = deploy({ alarmStage: 'POST_PRODUCTION_TRAFFIC_SHIFT' });
    await heard(arn, ['ASKED']);
    sandbox.setAlarm(retailAlarms.hook, 'ALARM');
    await decideByLink(arn, ana, { choice: 'approve', looked: 'yes', reason: 'looks good' });

    expect((await sandbox.controller.waitForDeployment(arn)).status).toBe('ROLLBACK_SUCCESSFUL');
    sandbox.setAlarm(retailAlarms.hook, 'OK');
    await heard(arn, ['ASKED', 'APPROVED', 'ROLLED BACK']);
    await eventually(() => mailboxes(arn)).toEqual({ [ana]: ['ACTION', 'APPROVED', 'ROLLED BACK'] });
    expect((await mails(arn))[1]?.body).toMatch(
      /^retail-ui \S+ at PRE_PRODUCTION_TRAFFIC_SHIFT \(release\): approved by ana@shop\.example at .*: looks good\.\nNext: +ECS continues/,
    );
    expect(documents(arn).at(-1)?.cause).toMatch(/^alarms failed: .*retail-ui-5xx/);
    expect(thread(arn).root?.text).toMatch(/^APPROVED: /);
    await checkMails(world, arn, mailsOfStories.measured);
    await checkShared(world, arn);
  });

  test('approved, and rolled back by ECS itself, in its words', async (context) => {
    const world = await startAnnouncedSandbox(speed, context);
    const { deploy, heard, sandbox, decideByLink, documents } = world;
    const arn = deploy();
    await heard(arn, ['ASKED']);
    await decideByLink(arn, ana, { choice: 'approve', looked: 'yes' });
    sandbox.setAlarm(retailAlarms.ecs, 'ALARM');

    await sandbox.controller.waitForDeployment(arn);
    sandbox.setAlarm(retailAlarms.ecs, 'OK');
    await heard(arn, ['ASKED', 'APPROVED', 'ROLLED BACK']);
    expect(documents(arn).at(-1)?.cause).toMatch(/^ECS says: .*retail-ui-latency/);
    await checkShared(world, arn);
  });

  test('has been played for every event that is announced', { concurrent: false }, () => {
    expect([...heardOf].sort()).toEqual([...announcementEvents].sort());
  });

  /** What somebody has in their mailbox in the end, in its words, and that the sandbox shows it there. */
  async function checkMails({ sandbox, mailsTo }: World, arn: string, expected: readonly string[], to = ana) {
    expect(await mailsTo(arn, to)).toEqual(expected);
    const mailbox = await (await fetch(`${sandbox.urls.dashboard}/mailbox/${to.split('@', 1)[0]}`)).text();
    expect(mailbox.match(/<details class="mail/g)).toHaveLength(expected.length);
  }

  /** The only address that anybody who is subscribed can read is that of the page. Each announcement is there once, and as its schema says. */
  async function checkShared({ sandbox, shared, documents }: World, arn: string) {
    const page = `${sandbox.urls.desk}/deployments/prod-cluster/retail-ui/${idOf(arn)}`;
    const addresses = shared(arn).flatMap((text) => text.match(/https?:[^\s"\\]+/g) ?? []);
    expect([...new Set(addresses)]).toEqual([page]);
    expect(await (await fetch(page)).text()).toMatch(/Sign in/);
    const validate = new Ajv({ allErrors: true }).compile(publishedSchema);
    const told = documents(arn);
    for (const document of told) {
      validate(document);
      expect(validate.errors).toBeNull();
      heardOf.add(document.event);
    }
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).sort());
  }
});
