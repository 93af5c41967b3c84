import type { Finding } from '#protocol/finding.ts';
import type { HubContext } from '../hub-context.ts';
import { agentLost } from './agent-lost.ts';
import { auditPurgeable } from './audit-purgeable.ts';
import { containerEnded } from './container-ended.ts';
import { shutdownDue } from './shutdown-due.ts';
import { containerPurgeable } from './container-purgeable.ts';
import { historyPurgeable } from './history-purgeable.ts';
import { hourUncounted } from './hour-uncounted.ts';
import { sessionsPurgeable } from './sessions-purgeable.ts';
import { wakeOverdue } from './wake-overdue.ts';
import { wakeUnswept } from './wake-unswept.ts';

/**
 * Acts upon what a worker has found due. A finding is a hint: each handler decides again on fresh facts, and acting
 * twice changes nothing. It may reject: what is still due is found again by the next run.
 */
export function onFinding(context: HubContext, finding: Finding): Promise<void> {
  switch (finding.kind) {
    case 'containerEnded':
      return containerEnded(context, finding.containerId);
    case 'shutdownDue':
      return shutdownDue(context, finding.wakeId);
    case 'agentLost':
      return agentLost(context, finding.jobId);
    case 'containerPurgeable':
      return containerPurgeable(context, finding.containerId);
    case 'historyPurgeable':
      return historyPurgeable(context);
    case 'auditPurgeable':
      return auditPurgeable(context);
    case 'sessionsPurgeable':
      return sessionsPurgeable(context);
    case 'hourUncounted':
      return hourUncounted(context, new Date(finding.hour));
    case 'wakeUnswept':
      return wakeUnswept(context, finding.containerId);
    case 'wakeOverdue':
      return wakeOverdue(context, finding.wakeId);
  }
}
