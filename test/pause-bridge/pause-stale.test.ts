import { describe, expect, test } from 'vitest';
import { formatKick } from '../../src/pause-bridge/bridge-message.ts';
import { approving, decideAt, facts, linkTo } from '../helpers/approval.ts';
import { pauseSetup, sweep } from './pause-setup.ts';

const digests = (digest: string) => facts.images.map((image) => ({ ...image, after: `shop/ui:1.42@sha256:${digest}` }));

/** A pause that is approved, while ECS deploys these images by then. */
async function approved(images: () => typeof facts.images) {
  const setup = await pauseSetup({ images });
  await setup.send(await setup.pause());
  await decideAt(setup.desk, linkTo('link holder', { key: setup.requestKey() }), approving);
  const kick = () => setup.send(JSON.parse(formatKick(setup.requestKey())));
  return { ...setup, kick };
}

describe('an approved pause', () => {
  test('continues, with the digest that ECS has resolved since', async () => {
    const { kick, answers, request } = await approved(() => digests('aaaa'));

    await kick();

    expect(answers.map(({ action }) => action)).toEqual(['CONTINUE']);
    expect(request().confirmation).toMatchObject({ images: [{ after: 'shop/ui:1.42@sha256:aaaa' }] });
  });

  test('is rolled back if ECS deploys another image than people were asked about', async () => {
    const other = facts.images.map((image) => ({ ...image, after: 'shop/ui:1.43' }));
    const { kick, answers, request, send } = await approved(() => other);

    await kick();
    await send(sweep);

    expect(answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
    expect(request().pause?.['outcome']).toContain(
      'approved, but the image of ui is shop/ui:1.43 now, and people were asked about shop/ui:1.42',
    );
  });

  test('waits while ECS cannot be asked, and is rolled back before ECS takes silence for consent', async () => {
    const { kick, answers, send, clock } = await approved(() => {
      throw new Error('ThrottlingException: Rate exceeded');
    });

    expect(await kick()).toHaveLength(1);
    expect(answers).toEqual([]);
    await clock.advance(58 * 60_000);
    await send(sweep);

    expect(answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
  });

  test('waits while ECS does not name its images, and is rolled back before ECS takes silence for consent', async () => {
    const { kick, answers, send, clock } = await approved(() =>
      facts.images.map((image) => ({ ...image, after: 'not known' })),
    );

    expect(await kick()).toHaveLength(1);
    expect(answers).toEqual([]);
    await clock.advance(58 * 60_000);
    await send(sweep);

    expect(answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
  });
});
