import type { Wake } from '#domain/entities.ts';

export interface WakeStore {
  /** New ones, stored before anything is sent. Those by hand are forgotten after 90 days. */
  insertMany(wakes: Wake[]): Promise<void>;
  get(id: string): Promise<Wake | undefined>;
  getMany(ids: string[]): Promise<Wake[]>;
  /**
   * Compare-and-set: writes the wake when the stored revision still is `wake.revision`, with the revision grown by one.
   * @returns the wake as stored now, or undefined when somebody else was faster.
   */
  save(wake: Wake): Promise<Wake | undefined>;
  /** All that go on, without their packets: what a hub watches again after its start. Pages by id. */
  waking(query: { after?: string; limit: number }): Promise<Omit<Wake, 'bursts'>[]>;
  /** Of those that go on: whose next burst, or whose window's end, was due before this moment. */
  overdue(query: { before: Date; limit: number }): Promise<string[]>;
  /** Newest first; of one container, or all. `before` is the id of the last row of the page before. */
  ofComputer(query: {
    computerId: string;
    containerId?: string;
    before?: string;
    limit: number;
  }): Promise<Wake[]>;
  /** What has been tried for a container on these computers. */
  ofContainer(
    containerId: string,
    computerIds: string[],
  ): Promise<Pick<Wake, 'id' | 'computerId' | 'state' | 'startedAt'>[]>;
  /**
   * Woken by us, and to be shut down when nothing is left to do there, without their packets; of these computers, of
   * this container, or all.
   */
  pendingShutdowns(query: {
    computerIds?: string[];
    containerId?: string;
    limit: number;
  }): Promise<Omit<Wake, 'bursts'>[]>;
  /** W9: it is asked for from now on, also where a wake goes on or a computer has been woken. */
  askShutdown(containerId: string): Promise<void>;
  /** Whether a computer that was woken for it is still to be shut down. */
  awaitsShutdown(containerId: string): Promise<boolean>;
  /** @returns how many were removed: at most `limit` */
  removeOfContainer(containerId: string, limit: number): Promise<number>;
}
