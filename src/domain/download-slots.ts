import type { JobState } from '#protocol/job.ts';

/** Downloads that go on, and how many may. `limit: 0`: any number. */
export interface DownloadUse {
  going: number;
  limit: number;
}

/** What is true, at one moment, of the downloads around a computer. */
export interface DownloadRoom {
  hub: DownloadUse;
  /** Of its subnet, by name. */
  subnet: DownloadUse & { name: string };
  /** Content (SHA-256) that the computer has already: it needs no download. */
  present: ReadonlySet<string>;
}

/** The limit that keeps a download from beginning. Without `subnet` it is the hub's. */
export interface FullDownloads extends DownloadUse {
  subnet?: string;
}

interface NeedsContent {
  content?: { sha256: string };
}

/** Q1: whether a job has to be given a slot before it is handed over. */
export const needsDownload = (
  { content }: NeedsContent,
  { present }: Pick<DownloadRoom, 'present'>,
): boolean => content !== undefined && !present.has(content.sha256);

/** Q1: what keeps a job's download from beginning now: the subnet's limit, which is the narrower one, or the hub's. */
export function downloadHold(job: NeedsContent, room: DownloadRoom): FullDownloads | undefined {
  return needsDownload(job, room) ? fullDownloads(room) : undefined;
}

/** Q1: the limit that is reached, if one is. */
export function fullDownloads({
  hub,
  subnet,
}: Pick<DownloadRoom, 'hub' | 'subnet'>): FullDownloads | undefined {
  if (isFull(subnet)) return { going: subnet.going, limit: subnet.limit, subnet: subnet.name };
  return isFull(hub) ? { going: hub.going, limit: hub.limit } : undefined;
}

const isFull = ({ going, limit }: DownloadUse) => limit > 0 && going >= limit;

/** Q3: whether a job that was handed over holds its slot: from its claim until it has left `downloading`. */
export const holdsSlot = (job: NeedsContent & { state: JobState }): boolean =>
  job.content !== undefined && (job.state === 'pushed' || job.state === 'downloading');
