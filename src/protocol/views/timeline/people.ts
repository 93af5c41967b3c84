import { z } from 'zod';

const text = z.string();
export const Message = z.object({
  what: z.literal('message'),
  by: text,
  text,
  /** Who was logged in when it was shown. Absent: the agent did not say. */
  shownTo: z.array(text).optional(),
});

export const Enrolled = z.object({ what: z.literal('enrolled'), token: text, address: text });
export const NotesChanged = z.object({ what: z.literal('notes'), by: text });
export const SecureOnChanged = z.object({ what: z.literal('secureOn'), by: text, set: z.boolean() });
export const GroupChanged = z.object({ what: z.literal('group'), by: text, name: text, joined: z.boolean() });
export const InstallationChanged = z.object({
  what: z.literal('installation'),
  by: text,
  packageName: text,
  packageVersion: text,
  /** Added by hand, or its assignment was removed. */
  added: z.boolean(),
});
