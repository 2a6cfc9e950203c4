import { App, Stack } from 'aws-cdk-lib';
import { Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';

const app = new App({ outdir: 'out/cdk', builtinCloudFormationValidation: false });
const stack = new Stack(app, 'QueueGate');
new NodejsFunction(stack, 'Hook', {
  entry: 'src/queue-gate.ts',
  runtime: Runtime.NODEJS_24_X,
  tracing: Tracing.ACTIVE,
});
app.synth();
