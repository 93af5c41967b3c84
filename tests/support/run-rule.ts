import { onFinding } from '#hub/findings/on-finding.ts';
import { Finding } from '#protocol/finding.ts';
import type { Rule } from '#worker/rule.ts';
import type { TestHub } from './test-hub.ts';

/**
 * Lets a rule look at a hub's database as it is now, and the hub act upon what it finds: as its worker does, but in
 * this very thread and only when the test says so. @returns what was found
 */
export async function runRule({ context }: Pick<TestHub, 'context'>, rule: Rule): Promise<Finding[]> {
  const { store, settings, clock, timeZone, startedAt } = context;
  const findings: Finding[] = [];
  await rule(
    { store, settings: settings.current(), now: clock.now(), timeZone, hubStartedAt: startedAt },
    (finding) => findings.push(Finding.parse(finding)),
  );
  for (const finding of findings) await onFinding(context, finding);
  return findings;
}
