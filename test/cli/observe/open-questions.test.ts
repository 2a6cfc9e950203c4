import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { impossibleInAws } from '../../../src/cli/observe/aws/aws-bench.ts';
import { experiments } from '../../../src/cli/observe/experiments/experiments.ts';
import { whyImpossible } from '../../../src/cli/observe/run-experiment.ts';

/** What nobody has written down about ECS (the open questions of its contract, by their numbers), and the experiments that ask it. */
const openQuestions: Readonly<Record<number, { question: string; asks: readonly string[]; except?: string }>> = {
  1: { question: 'executionId over IN_PROGRESS calls', asks: ['polls'] },
  2: { question: 'hookDetails merged or replaced, and IN_PROGRESS without any', asks: ['polls', 'missing-details'] },
  3: { question: 'bounds of callBackDelay', asks: ['call-back-delays'] },
  4: {
    question: 'retries when Lambda throttles or fails',
    asks: ['throttled', 'server-error'],
    except: "An error of Lambda's own and a lost answer cannot be caused in an account.",
  },
  5: { question: 'weights at each linear and canary step', asks: ['linear', 'canary'] },
  6: { question: 'hooks and weights of rollbacks', asks: ['traffic', 'early-rollbacks', 'failed-rollback'] },
  7: { question: 'stages under ROLLING', asks: ['rolling'] },
  8: { question: 'TEST_ hooks without a test rule', asks: ['no-test-rule'] },
  9: {
    question: 'aliases, versions, functions of other accounts',
    asks: ['targets'],
    except:
      'do not find out whether ECS calls a function in another account that allows it, because that takes a second account',
  },
  10: { question: 'aws:SourceAccount and aws:SourceArn at the role', asks: ['targets'] },
  11: { question: 'hookDetails as a string, of the API and of CloudFormation', asks: ['targets', 'cloudformation'] },
  12: { question: 'events and ids of Lambda hooks', asks: ['polls'] },
  13: { question: "default timeouts in CloudFormation's 33 hours", asks: ['cloudformation'] },
  14: {
    question: 'UpdateService during a deployment',
    asks: ['second-deployment', 'scaled-meanwhile', 'reconfigured-meanwhile'],
  },
  15: { question: 'ABORT', asks: ['abandoned-pause'] },
  16: { question: 'SERVICE_DEPLOYMENT_FAILED after a hook', asks: ['polls'] },
  17: { question: 'resolvedConfiguration at PRE_SCALE_UP', asks: ['polls'] },
};

const guide = readFileSync(new URL('../../../docs/guides/observe.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');

describe.each(Object.entries(openQuestions))('open question %s', (_number, { question, asks, except }) => {
  test(`is asked: ${question}`, () => {
    const names = experiments.map(({ name }) => name);

    for (const name of asks) expect(names).toContain(name);
  });

  test('is asked in an account, or the guide says why it is not', () => {
    const isAsked = asks.every((name) => {
      const experiment = experiments.find((each) => each.name === name);
      return experiment && whyImpossible(experiment, impossibleInAws) === undefined;
    });

    if (except === undefined) expect(asks.length > 0 && isAsked).toBe(true);
    else expect(guide).toContain(except);
  });
});
