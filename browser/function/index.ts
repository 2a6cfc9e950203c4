import { tmpdir } from 'node:os';
import * as v from 'valibot';
import { browserCheck } from '../../src/checks/browser/browser-check.ts';
import { withSwitch } from '../../src/checks/switches/with-switch.ts';
import { withTerms } from '../../src/checks/terms/with-terms.ts';
import { discoverTestListeners } from '../../src/deployment/test-traffic/discover-test-listeners.ts';
import { laterEcsReader } from '../../src/functions/gate/later-ecs-reader.ts';
import { switchFrom } from '../../src/functions/gate/switch-from.ts';
import { asksRollback } from '../../src/functions/wiring/asks-rollback.ts';
import { hookEntries, optionalText, readEnvironment, switchEntries } from '../../src/functions/wiring/environment.ts';
import { hookFromEnvironment } from '../../src/functions/wiring/hook-from-environment.ts';
import { loadReaders } from '../../src/functions/wiring/load-readers.ts';
import { reportBucket } from '../../src/functions/wiring/report-bucket.ts';
import { loadOnce } from '../../src/hook/load-once.ts';
import { configuredEndpoint } from '../../src/runtime/aws/own-environment.ts';
import { chromiumFinder } from './find-chromium.ts';
import { playwrightLoader } from './playwright-loader.ts';

const environmentSchema = v.object({
  ...hookEntries,
  ...switchEntries,
  /** `yes` allows 127.0.0.0/8 and ::1, to try it on your own computer. browser/template.yaml never sets it. */
  BROWSER_ALLOW_LOOPBACK: v.optional(v.picklist(['yes', 'no'], 'expected yes or no'), 'no'),
  /** An installed Chromium instead of the one in the package, for the same purpose. */
  CHROME_PATH: optionalText,
});

/** The browser hook. */
export const handler = hookFromEnvironment('browser', () => {
  const environment = readEnvironment(environmentSchema, process.env);
  const addressRules = { allowLoopback: environment.BROWSER_ALLOW_LOOPBACK === 'yes' };
  const loadPictureStore = loadOnce(async () =>
    (await import('./put-picture.ts')).pictureStore(
      environment.LEDGER_BUCKET,
      configuredEndpoint(environment, 'AWS_ENDPOINT_URL_S3'),
    ),
  );
  const findChromium = chromiumFinder(environment.CHROME_PATH);
  const check = browserCheck({
    loader: playwrightLoader({ ...addressRules, findChromium, folder: tmpdir() }),
    addressRules,
    discover: async (target, options, signal) => discoverTestListeners(target, await loadReaders(), signal, options),
    ecs: laterEcsReader,
    comparePictures: async (...pictures) => (await import('./compare-pictures.ts')).comparePictures(...pictures),
    pictures: { put: async (...asked) => (await loadPictureStore()).put(...asked) },
  });
  return {
    check: withSwitch(withTerms(check), switchFrom(environment)),
    reports: reportBucket(environment),
    asksRollback,
  };
});
