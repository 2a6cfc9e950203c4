import { describe, expect, test } from 'vitest';
import { whyOver } from '../../src/deployment/why-over.ts';

describe('whyOver', () => {
  test.each([
    ['ROLLBACK_REQUESTED', 'ECS began to roll the deployment back: alarm shop-5xx'],
    ['ROLLBACK_IN_PROGRESS', 'ECS began to roll the deployment back: alarm shop-5xx'],
    ['ROLLBACK_SUCCESSFUL', 'ECS rolled the deployment back: alarm shop-5xx'],
    ['ROLLBACK_FAILED', 'the deployment failed, and ECS could not roll it back: alarm shop-5xx'],
    ['STOP_REQUESTED', 'ECS began to stop the deployment: alarm shop-5xx'],
    ['STOPPED', 'ECS stopped the deployment: alarm shop-5xx'],
    ['SUCCESSFUL', 'the deployment succeeded without this decision: alarm shop-5xx'],
  ])('says why %s leaves nothing to decide, with the reason from ECS', (status, why) => {
    expect(whyOver({ status, statusReason: 'alarm shop-5xx' })).toBe(why);
  });

  test.each(['PENDING', 'IN_PROGRESS', 'PAUSED_BY_SOMETHING_NEW', '', undefined])(
    'returns nothing for %s',
    (status) => {
      expect(whyOver({ status, statusReason: 'it was rolled back before' })).toBeUndefined();
    },
  );

  test.each(['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL'])(
    'says in plain words that somebody asked for it, in %s',
    (status) => {
      const statusReason = 'Service deployment rolled back because a stop with ROLLBACK was requested.';

      expect(whyOver({ status, statusReason })).toBe(
        'somebody rolled the deployment back (ECS says: Service deployment rolled back because a stop with ROLLBACK was requested)',
      );
    },
  );

  test('prefers the reason of the rollback to that of the status', () => {
    const rollback = { reason: 'the hook failed', startedAt: new Date(0) };

    expect(whyOver({ status: 'ROLLBACK_SUCCESSFUL', statusReason: 'ended', rollback })).toBe(
      'ECS rolled the deployment back: the hook failed',
    );
  });

  test('leaves out only the full stop at the end', () => {
    expect(whyOver({ status: 'STOPPED', statusReason: ' shop 1.42 failed in eu. ' })).toBe(
      'ECS stopped the deployment: shop 1.42 failed in eu',
    );
  });

  test('adds no reason if that of ECS is blank', () => {
    expect(whyOver({ status: 'STOPPED', statusReason: '  ' })).toBe('ECS stopped the deployment');
  });

  test('recognizes a rollback that has begun before the status says so', () => {
    expect(whyOver({ status: 'IN_PROGRESS', rollback: { startedAt: new Date(0) } })).toBe(
      'ECS began to roll the deployment back',
    );
  });

  test('does not mistake the revision of a possible rollback for a rollback', () => {
    expect(whyOver({ status: 'IN_PROGRESS', rollback: { serviceRevisionArn: 'arn:…/1' } })).toBeUndefined();
  });

  test('shortens a reason to one line of a reasonable length', () => {
    const why = whyOver({ status: 'STOPPED', statusReason: `first\nsecond ${'x'.repeat(1000)}` }) ?? '';

    expect(why).toMatch(/^ECS stopped the deployment: first second x+…$/);
    expect(why.length).toBeLessThan(450);
  });
});
