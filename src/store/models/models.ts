import type { Connection } from 'mongoose';
import { apiTokenModel } from './api-token.ts';
import { auditEntryModel } from './audit-entry.ts';
import { computerEventModel } from './computer-event.ts';
import { computerSoftwareModel } from './computer-software.ts';
import { computerContentsModel } from './computer-contents.ts';
import { computerModel } from './computer.ts';
import { enrolmentTokenModel } from './enrolment-token.ts';
import { familyIconModel } from './family-icon.ts';
import { familyModel } from './family.ts';
import { computerGroupModel, packageGroupModel } from './group.ts';
import { hourStatisticsModel } from './hour-statistics.ts';
import { installationModel } from './installation.ts';
import { jobContainerModel } from './job-container.ts';
import { jobModel } from './job.ts';
import { jobSummaryModel } from './job-summary.ts';
import { keyedRequestModel } from './keyed-request.ts';
import { outputChunkModel } from './output-chunk.ts';
import { packageModel } from './package.ts';
import { removedComputerModel } from './removed-computer.ts';
import { savedFilterModel } from './saved-filter.ts';
import { settingModel } from './setting.ts';
import { userSessionModel } from './user-session.ts';
import { userModel } from './user.ts';
import { wakeModel } from './wake.ts';

/** Every model, made on one connection: two stores in a process share nothing and register nothing twice. */
export const createModels = (connection: Connection) => ({
  computers: computerModel(connection),
  computerSoftware: computerSoftwareModel(connection),
  removedComputers: removedComputerModel(connection),
  computerContents: computerContentsModel(connection),
  computerEvents: computerEventModel(connection),
  computerGroups: computerGroupModel(connection),
  packageGroups: packageGroupModel(connection),
  families: familyModel(connection),
  familyIcons: familyIconModel(connection),
  packages: packageModel(connection),
  containers: jobContainerModel(connection),
  jobs: jobModel(connection),
  jobSummaries: jobSummaryModel(connection),
  hourStatistics: hourStatisticsModel(connection),
  outputChunks: outputChunkModel(connection),
  installations: installationModel(connection),
  users: userModel(connection),
  userSessions: userSessionModel(connection),
  enrolmentTokens: enrolmentTokenModel(connection),
  apiTokens: apiTokenModel(connection),
  auditEntries: auditEntryModel(connection),
  settings: settingModel(connection),
  savedFilters: savedFilterModel(connection),
  wakes: wakeModel(connection),
  keyedRequests: keyedRequestModel(connection),
});
export type Models = ReturnType<typeof createModels>;
