import { describe, expect, test } from 'vitest';
import { breakGlassMail } from '../../../src/approval/notice/break-glass-mail.ts';
import { everybody } from '../../../src/approval/request/transitions.ts';
import { newRequest, subject } from '../../helpers/approval.ts';

const link = 'https://desk.example.com/a/v1.k1.token';
const news = 'on-call/cho (IAM) approved it\nat 14:00 UTC: payments are down';
const mailTo = (to: string, service = 'my-service') =>
  breakGlassMail(newRequest({ subject: { ...subject, service } }), { to, link, news });

describe('the mail after an approval by break glass', () => {
  test('says what was approved, where to read it, and that nothing has to be done', () => {
    expect(mailTo('ana@example.com')).toEqual({
      subject: '[BREAK GLASS] my-service 1.42 was approved without you',
      body: `BREAK GLASS: on-call/cho (IAM) approved it at 14:00 UTC: payments are down
What:     my-service on my-cluster, revision 9313423515462893900, at POST_TEST_TRAFFIC_SHIFT
You need not decide any more: ECS continues the deployment. To stop it, roll it back in ECS.
Read:     ${link}

Deployment  EZe5RNVLH6PPzHXINuP28
Account     123456789012, us-west-2
`,
      attributes: {
        event: 'approval-requested',
        reviewer: 'ana@example.com',
        cluster: 'my-cluster',
        service: 'my-service',
      },
    });
  });

  test('names no reviewer if it goes to everybody', () => {
    expect(mailTo(everybody).attributes).toEqual({
      event: 'approval-requested',
      cluster: 'my-cluster',
      service: 'my-service',
    });
  });

  test.each([
    ['x'.repeat(40), 'x'.repeat(40)],
    ['x'.repeat(41), `${'x'.repeat(37)}...`],
  ])('has a short subject, even for the service %s', (service, name) => {
    expect(mailTo('ana@example.com', service).subject).toContain(`[BREAK GLASS] ${name} 1.42 was`);
  });
});
