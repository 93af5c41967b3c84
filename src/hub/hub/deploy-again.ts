import type { Actor } from '#domain/entities.ts';
import type { JobAction } from '#protocol/job.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import type { PackageView } from '#protocol/views/package.ts';

/** What a job container was asked for: P10. */
export interface DeploymentAgain {
  container: ContainerView;
  action: JobAction;
  forceReinstall: boolean;
  uninstallOtherVersions: boolean;
  /** All of them, in the order of its jobs. */
  computers: { id: string; name: string }[];
  packages: PackageView[];
  /** Packages that have been deleted since. */
  gonePackages: number;
}

export interface DeployAgainQueries {
  /** `failed`: only what failed, expired or was aborted. */
  deployAgain(actor: Actor, query: { containerId: string; part: 'all' | 'failed' }): Promise<DeploymentAgain>;
}
