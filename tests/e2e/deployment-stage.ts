import type { Browser, Page } from '@playwright/test';
import type { Input } from '#hub/hub.ts';
import type { JobOrder } from '#protocol/orders.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import { BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN, ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { aMachine, anInterface } from '#tests/support/hardware.ts';
import { signIn } from './console.ts';

/** Of `sleepy`: on the loopback network, so that the hub has a way to it. */
const HARDWARE = aMachine({
  hostname: 'sleepy',
  interfaces: [anInterface({ mac: '02:00:00:00:00:99', address: '127.0.0.9', netmask: '255.0.0.0' })],
});

/** A hub, a computer that does what the test says, one that is off, two packages, and an admin's page. */
export interface DeploymentStage {
  hub: ConsoleHub;
  ada: BareAgent;
  /** Offline, with a MAC address. */
  sleepy: BareAgent;
  /** Wants a restart afterwards. */
  editorId: string;
  toolId: string;
  page: Page;
  /** One job of `tool` on `ada`, unless something else is given. */
  create(given?: Partial<Input<'CreateContainer'>>): Promise<ContainerView>;
  step(order: JobOrder, event: 'executing' | 'succeeded' | 'failed'): Promise<void>;
  /** The container that was created last. */
  newest(): Promise<ContainerView>;
  dispose(): Promise<void>;
}

export async function setDeploymentStage(browser: Browser): Promise<DeploymentStage> {
  const hub = await startConsoleHub();
  const { commands, queries } = hub.hub;
  const { token } = await hub.enrolmentToken(2);
  const ada = await new BareAgent(hub.address).join(token, 'ada');
  const sleepy = await new BareAgent(hub.address).join(token, 'sleepy');
  valueOf(await sleepy.ask('inventory', { part: 'hardware', digest: 'a'.repeat(64), value: HARDWARE }));
  sleepy.leave();
  const given = { version: '1.0', installProcedure: 'echo in' };
  const editor = await commands.createPackage(ADMIN, {
    ...given,
    familyName: 'editor',
    postAction: 'restart',
  });
  const tool = await commands.createPackage(ADMIN, { ...given, familyName: 'tool' });
  const context = await browser.newContext({
    baseURL: hub.address,
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  await page.goto('/');
  await signIn(page, { name: 'admin', password: ADMIN_PASSWORD });
  return {
    hub,
    ada,
    sleepy,
    editorId: editor.id,
    toolId: tool.id,
    page,
    create: (wish = {}) =>
      commands.createContainer(ADMIN, {
        name: 'a deployment',
        computerIds: [ada.computerId],
        packageIds: [tool.id],
        forceReinstall: true,
        ...wish,
      }),
    async step(order, event) {
      const key = { jobId: order.jobId, attempt: order.attempt, sinceAccepted: 5 };
      if (event === 'executing') valueOf(await ada.report({ event, ...key }));
      else if (event === 'succeeded') valueOf(await ada.report({ event, ...key, exitCode: 0 }));
      else valueOf(await ada.report({ event, ...key, reason: 'exitCodeNotAccepted', exitCode: 3 }));
    },
    async newest() {
      const [container] = (await queries.containers(ADMIN)).rows;
      if (container === undefined) throw new Error('no container');
      return container;
    },
    async dispose() {
      await context.close();
      ada.leave();
      await hub.dispose();
    },
  };
}
