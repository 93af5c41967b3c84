import access from './en/access.json' with { type: 'json' };
import api from './en/api.json' with { type: 'json' };
import assistant from './en/assistant.json' with { type: 'json' };
import audit from './en/audit.json' with { type: 'json' };
import common from './en/common.json' with { type: 'json' };
import computers from './en/computers.json' with { type: 'json' };
import containers from './en/containers.json' with { type: 'json' };
import design from './en/design.json' with { type: 'json' };
import fleet from './en/fleet.json' with { type: 'json' };
import formats from './en/formats.json' with { type: 'json' };
import groups from './en/groups.json' with { type: 'json' };
import installations from './en/installations.json' with { type: 'json' };
import jobs from './en/jobs.json' with { type: 'json' };
import lists from './en/lists.json' with { type: 'json' };
import options from './en/options.json' with { type: 'json' };
import output from './en/output.json' with { type: 'json' };
import overview from './en/overview.json' with { type: 'json' };
import packages from './en/packages.json' with { type: 'json' };
import power from './en/power.json' with { type: 'json' };
import presence from './en/presence.json' with { type: 'json' };
import search from './en/search.json' with { type: 'json' };
import settings from './en/settings.json' with { type: 'json' };
import shell from './en/shell.json' with { type: 'json' };
import staging from './en/staging.json' with { type: 'json' };
import states from './en/states.json' with { type: 'json' };
import system from './en/system.json' with { type: 'json' };
import timeline from './en/timeline.json' with { type: 'json' };
import wake from './en/wake.json' with { type: 'json' };
import meta from './en/meta.json' with { type: 'json' };
import type { Language } from './language.ts';

/** English is complete: what another language lacks is said in it, and the keys of all messages are its keys. */
const MESSAGES = {
  access,
  api,
  assistant,
  audit,
  common,
  computers,
  containers,
  design,
  fleet,
  formats,
  groups,
  installations,
  jobs,
  lists,
  options,
  output,
  overview,
  packages,
  power,
  presence,
  search,
  settings,
  shell,
  staging,
  states,
  system,
  timeline,
  wake,
};
type Areas = typeof MESSAGES;

/** `area.name`: the name of a message in `en/area.json`. */
export type MessageKey = {
  [Area in keyof Areas]: `${Area}.${keyof Areas[Area] & string}`;
}[keyof Areas];

export const ENGLISH: Language = { tag: 'en', ...meta, messages: MESSAGES };
