import { App, Stack } from 'aws-cdk-lib';
import { Greenlight } from 'ecs-greenlight/cdk';
import { ShopStack } from './shop-stack.ts';

/** `node src/synth.ts` writes into `cdk.out`: Greenlight, and both states of the service, as it is created and as it is from the next update on. */
const app = new App({ outdir: 'cdk.out' });
const stack = new Stack(app, 'Greenlight', { stackName: 'greenlight' });
const greenlight = new Greenlight(stack, 'Greenlight', { approverEmail: 'ana@example.com' });
new ShopStack(app, 'ShopWithoutHooks');
new ShopStack(app, 'ShopWithHooks', { greenlight });
app.synth();
