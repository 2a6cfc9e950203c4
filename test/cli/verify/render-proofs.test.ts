import { expect, test } from 'vitest';
import { type AppTrial, failed, proved, skipped, unknown } from '../../../src/cli/verify/proof.ts';
import { renderProofs } from '../../../src/cli/verify/render-proofs.ts';
import { tooWide } from '../too-wide.ts';

const trial: AppTrial = {
  id: 'ledger-link',
  tried: 'ledger: a link without a condition',
  expected: 'denied by policy',
};
const arn = 'arn:aws:execute-api:eu-central-1:111122223333:abcdef1234/$default/POST/decisions';

test('the table has 80 columns, and says below a row what to do', () => {
  const text = renderProofs(
    {
      proofs: [
        proved({ ...trial, tried: 'mail: to somebody.with.a.long.name@subsidiary.example.com' }),
        failed(trial, 'accepted', {
          said: 'the policy of greenlight-ledger-1x2y3z4a5b6c is not LedgerPolicy of template.yaml',
          next: 'aws cloudformation detect-stack-drift --stack-name a-stack-with-a-long-name-in-production',
        }),
        unknown(trial, 'you may not', { said: `no permission on ${arn}\u001b[31m`, next: 'sign in' }),
        skipped(trial, 'not tried', '--mail <your address> sends one'),
      ],
      left: [
        { what: 'links/greenlight-verify/1, version 2', why: 'Access Denied', command: 'aws s3api delete-object' },
      ],
    },
    { colour: false },
  );

  expect(text).toBe(`  tried                                  expected            happened
✔ mail: to                               denied by policy    denied by policy
  somebody.with.a.long.name@subsidiary.example.com
✖ ledger: a link without a condition     denied by policy    accepted
    the policy of greenlight-ledger-1x2y3z4a5b6c is not LedgerPolicy of
    template.yaml
    next: aws cloudformation detect-stack-drift \\
      --stack-name a-stack-with-a-long-name-in-production
? ledger: a link without a condition     denied by policy    you may not
    no permission on
    ${arn}
    next: sign in
– ledger: a link without a condition     denied by policy    not tried
    --mail <your address> sends one

1 of 3 as expected, 1 not, 1 not known, 1 not tried.
Left in the ledger, because it could not be removed:
  links/greenlight-verify/1, version 2: Access Denied
    aws s3api delete-object
`);
  expect(tooWide(text)).toEqual([]);
});
