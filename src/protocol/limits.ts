/**
 * Every bound of the wire, in one place. A number here is a promise to the other side: raise one only together
 * with the memory it costs at the hub, times the agents that may send at once.
 */
export const LIMITS = {
  /** Bytes of one socket message, either way. Larger ones close the connection before they are parsed. */
  messageBytes: 2 * 1024 * 1024,
  /** Bytes of text in one output chunk. The agent coalesces to this size or to 100 ms, whichever comes first. */
  outputChunkBytes: 16 * 1024,
  /** Output chunks in one message: together well below `messageBytes`, JSON escapes included. */
  outputChunksPerMessage: 16,
  /** Bytes of output the hub keeps of one attempt: the first half and the last half; the middle is dropped. */
  outputBytesPerAttempt: 16 * 1024 * 1024,
  /** Characters of a name (computer, package family, container, user). */
  nameLength: 120,
  /** Characters of a version. */
  versionLength: 60,
  /** Characters of notes. */
  notesLength: 20_000,
  /** Characters of a procedure (one or more lines for the system's shell). */
  procedureLength: 16_384,
  /** Characters of what the lines of a procedure become for the shell. */
  joinedProcedureLength: 48 * 1024,
  /** Characters of a message to the person at a computer. */
  messageLength: 500,
  /** Seconds a user is given before a restart, at most: a week. */
  powerGraceSeconds: 7 * 24 * 3600,
  /** Why one restart is due: reasons beyond these are counted in, but not named. */
  powerReasons: 20,
  /** Bursts of magic packets that one wake remembers, and packets of one burst. */
  wakeBursts: 30,
  wakePackets: 40,
  /** Entries of the installed software of one computer. */
  softwareEntries: 8_000,
  /** Attempts an agent names in one hello. */
  attemptsPerHello: 500,
  /** Contents that an agent names as lying in its cache, and that it is told to keep. */
  contentsPerComputer: 200,
  /** Computers or packages that one request may name. */
  targetsPerRequest: 20_000,
  /** Jobs that one container may own: ten thousand computers × ten packages, and as many added to make room or by need. */
  jobsPerContainer: 200_000,
  /** Packages that one package may need by itself, and all that a deployment may bring along through them. */
  dependencies: 50,
  packagesPerPlan: 2_000,
  /**
   * Files of one upload, and characters of where one of them lies in its package: what every file system that
   * agents run on can still create.
   */
  uploadFiles: 20_000,
  uploadPathLength: 1_000,
  /** Uploads that one actor may have open, and files of all open uploads together. */
  uploadsPerActor: 20,
  filesOfOpenUploads: 200_000,
  /** Files of an archive in one answer. */
  archiveFiles: 1_000,
  /** Bytes of an icon, and its width and height in pixels. */
  iconBytes: 256 * 1024,
  iconPixels: 1024,
  /** Systems that the inventory has seen, in one answer. */
  systemsSeen: 300,
  /** Systems that one package may name as compatible. */
  compatibleSystems: 20,
  /** Characters of a list of time frames or of address ranges. */
  constraintLength: 4_000,
  /** Groups of failures of one container in one answer. */
  failureGroups: 100,
  /** Attempts that a retried job remembers beside the current one. */
  earlierAttempts: 20,
  /** Hours of statistics in one answer: 90 days. */
  statisticsHours: 90 * 24,
  /** Levels of a tree of groups, groups of one tree, and groups that one computer may be in. */
  groupDepth: 8,
  groups: 2_000,
  groupsPerComputer: 100,
  /** Characters of a pasted list of names. */
  pastedLength: 1_000_000,
  /** Packages in one group of packages. */
  packagesPerGroup: 500,
  /** Events that one computer's timeline keeps, and of these such that only tell that it came and went. */
  timelineEvents: 2_000,
  timelineConnections: 500,
  /** Names in one line of a timeline. */
  timelineNames: 20,
  /** Successes of a package that say how long it usually takes. */
  durationsLookedAt: 200,
  /** Rows of one page of a list. */
  pageRows: 500,
  /** Of a filter of computers: characters of its text, conditions, values of one condition and their characters. */
  filterLength: 8_000,
  filterSearchLength: 1_000,
  filterConditions: 40,
  filterValues: 1_000,
  filterValueLength: 300,
  filterAmount: 1e12,
  filterSpan: 9_999,
  /** Saved filters of one person, and those that are shown at once. */
  filtersPerOwner: 100,
  filtersShown: 500,
  /** Names in the preview of what is done to many computers, and failures that are told one by one. */
  bulkNames: 100,
  bulkFailures: 50,
  /** Values of a field that are offered at once. */
  facetValues: 200,
  /** Topics that one console socket may watch at once. */
  topicsPerConsole: 20,
} as const;
