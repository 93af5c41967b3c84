import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { accessCommands } from './access.ts';
import { bulkCommands } from './bulk.ts';
import { askInventoryCommand, changeComputerNotesCommand, sendMessageCommand } from './computers.ts';
import { createContainerCommand } from './create-container.ts';
import { cancelContainerCommand, cancelJobCommand } from './deployments.ts';
import { copyPackageCommand } from './copy-package.ts';
import { deleteComputerCommand } from './delete-computer.ts';
import { deletePackageCommand } from './delete-package.ts';
import { editPackageCommand } from './edit-package.ts';
import { editSettingsCommand } from './edit-settings.ts';
import { editContainerCommand, pauseContainerCommand, resumeContainerCommand } from './edit-container.ts';
import { familyCommands } from './families.ts';
import { storeContentCommand } from './package-content.ts';
import { createFamilyCommand, createPackageCommand } from './packages.ts';
import {
  callOffPowerCommand,
  carryOutPowerCommand,
  orderPowerCommand,
  postponePowerCommand,
} from './power.ts';
import { retryJobsCommand } from './retry-jobs.ts';
import { signInCommand, signOutCommand } from './sign-in.ts';
import { createApiTokenCommand, createEnrolmentTokenCommand, revokeEnrolmentTokenCommand } from './tokens.ts';
import { createUserCommand } from './users.ts';
import { filterCommands } from './filters.ts';
import { groupCommands } from './groups.ts';
import { installationCommands } from './installations.ts';
import { uploadCommands } from './uploads.ts';
import { changeSecureOnCommand, wakeComputersCommand } from './wake-computers.ts';

/** Every verb people and programs have, bound to one hub. */
export function bindCommands(context: HubContext): Commands {
  const single = {
    orderPower: orderPowerCommand(context),
    sendMessage: sendMessageCommand(context),
    deleteComputer: deleteComputerCommand(context),
    ...groupCommands(context),
  };
  return {
    ...single,
    ...bulkCommands(context, single),
    ...filterCommands(context),
    signIn: signInCommand(context),
    signOut: signOutCommand(context),
    createUser: createUserCommand(context),
    ...accessCommands(context),
    createEnrolmentToken: createEnrolmentTokenCommand(context),
    revokeEnrolmentToken: revokeEnrolmentTokenCommand(context),
    createApiToken: createApiTokenCommand(context),
    createFamily: createFamilyCommand(context),
    createPackage: createPackageCommand(context),
    editPackage: editPackageCommand(context),
    copyPackage: copyPackageCommand(context),
    deletePackage: deletePackageCommand(context),
    ...familyCommands(context),
    storeContent: storeContentCommand(context),
    ...uploadCommands(context),
    ...installationCommands(context),
    createContainer: createContainerCommand(context),
    editContainer: editContainerCommand(context),
    pauseContainer: pauseContainerCommand(context),
    resumeContainer: resumeContainerCommand(context),
    retryJobs: retryJobsCommand(context),
    cancelJob: cancelJobCommand(context),
    cancelContainer: cancelContainerCommand(context),
    carryOutPower: carryOutPowerCommand(context),
    postponePower: postponePowerCommand(context),
    callOffPower: callOffPowerCommand(context),
    wakeComputers: wakeComputersCommand(context),
    changeSecureOn: changeSecureOnCommand(context),
    askInventory: askInventoryCommand(context),
    changeComputerNotes: changeComputerNotesCommand(context),
    editSettings: editSettingsCommand(context),
  };
}
