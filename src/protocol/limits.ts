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
  /** Characters of a message to the person at a computer. */
  messageLength: 500,
  /** Entries of the installed software of one computer. */
  softwareEntries: 8_000,
  /** Attempts an agent names in one hello. */
  attemptsPerHello: 500,
  /** Computers or packages that one request may name. */
  targetsPerRequest: 20_000,
  /** Jobs that one container may own: ten thousand computers × ten packages, and as many added to make room or by need. */
  jobsPerContainer: 200_000,
  /** Packages that one package may need by itself, and all that a deployment may bring along through them. */
  dependencies: 50,
  packagesPerPlan: 2_000,
  /** Systems that one package may name as compatible. */
  compatibleSystems: 20,
  /** Characters of a list of time frames or of address ranges. */
  constraintLength: 4_000,
  /** Attempts that a retried job remembers beside the current one. */
  earlierAttempts: 20,
  /** Rows of one page of a list. */
  pageRows: 500,
  /** Topics that one console socket may watch at once. */
  topicsPerConsole: 20,
} as const;
