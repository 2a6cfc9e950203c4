import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { idOf } from '../../controller/ecs/arns.ts';
import { isFinal } from '../../controller/ecs/resources.ts';
import { renderStory } from '../../simulate/report/render-report.ts';
import { dateAt } from '../../simulate/report/render-timeline.ts';
import type { ReportStory } from '../../simulate/report/story.ts';
import type { KeptDeployment } from '../view/kept-deployment.ts';
import type { SandboxData } from '../view/sandbox-data.ts';
import { marksOf } from './consult/timeline.ts';
import { policy } from './content-policy.ts';
import { deploymentPage } from './deployment-page.ts';
import { endingOf } from './hero/ending.ts';
import { decisionFor } from './hero/situation.ts';
import { missing } from './missing-page.ts';

const noDeployment = 'There is no such deployment here, or it is so old that the sandbox has forgotten it.';

/** The page and the report of each deployment. */
export function deploymentRoutes(app: Hono<{ Bindings: HttpBindings }>, read: () => Promise<SandboxData>): void {
  const find = ({ history }: SandboxData, id: string): KeptDeployment | undefined =>
    history.find(({ deployment }) => idOf(deployment.arn) === id);

  app.get('/deployments/:id', async (context) => {
    const data = await read();
    const past = find(data, context.req.param('id'));
    if (past === undefined) return missing(context, noDeployment);
    context.header('content-security-policy', policy([]));
    return context.html(deploymentPage(past, data));
  });

  app.get('/deployments/:id/report.html', async (context) => {
    const data = await read();
    const past = find(data, context.req.param('id'));
    if (past === undefined) return missing(context, noDeployment);
    const { deployment, played, after } = past;
    if (!isFinal(deployment.status)) return context.text('The report is there once the deployment has ended.\n', 409);
    context.header(
      'content-disposition',
      `attachment; filename="${data.service}-${after.replace(/[^\w.]/g, '-')}.html"`,
    );
    return context.html(await renderStory({ ...played, status: deployment.status }, storyFor(past, data)));
  });
}

/** The report says what the page of the deployment says. */
function storyFor({ deployment, before, after }: KeptDeployment, data: SandboxData): ReportStory {
  const decided = decisionFor(deployment, data);
  const { title, why, customers, isAsked } = endingOf(deployment, { before, after }, decided);
  const marks = marksOf(data.mailbox, deployment).map((mark) => ({
    ...mark,
    at: dateAt((+mark.at - +deployment.startedAt) / 1000),
  }));
  const isAsking = decided !== undefined && decided.kind !== 'approved';
  return {
    title,
    details: why === undefined ? [customers] : [why, customers],
    before,
    after,
    marks,
    isAsked,
    isAsking,
  };
}
