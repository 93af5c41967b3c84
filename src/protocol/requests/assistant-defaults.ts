import { z } from 'zod';
import { constraint } from '../deployment-options.ts';
import { Settings } from '../settings.ts';

/** Those of the settings that say what new deployments begin with. `null`: back to the default. */
export const EditAssistantDefaults = z.object({
  assistantRestartTimeoutMinutes: Settings.shape.assistantRestartTimeoutMinutes.nullable(),
  assistantWakeOnLan: Settings.shape.assistantWakeOnLan.nullable(),
  assistantShutdownAfterCompletion: Settings.shape.assistantShutdownAfterCompletion.nullable(),
  assistantSequenceMode: Settings.shape.assistantSequenceMode.nullable(),
  assistantLateArrival: Settings.shape.assistantLateArrival.nullable(),
  assistantGraceMinutes: Settings.shape.assistantGraceMinutes.nullable(),
  assistantPriority: Settings.shape.assistantPriority.nullable(),
  assistantTimeFrames: constraint.nullable(),
  assistantUninstallOtherVersions: Settings.shape.assistantUninstallOtherVersions.nullable(),
  assistantPreStage: Settings.shape.assistantPreStage.nullable(),
});
