import { App } from 'aws-cdk-lib';
import { ShopStack } from './shop-stack.ts';

/** `node src/synth.ts` writes both states of the stack into `cdk.out`: as it is created, and as it is from the next update on. */
const app = new App({ outdir: 'cdk.out' });
new ShopStack(app, 'ShopWithoutHooks');
new ShopStack(app, 'ShopWithHooks', { withHooks: true });
app.synth();
