import access from './en/access.json';
import api from './en/api.json';
import assistant from './en/assistant.json';
import audit from './en/audit.json';
import common from './en/common.json';
import computers from './en/computers.json';
import containers from './en/containers.json';
import design from './en/design.json';
import fleet from './en/fleet.json';
import formats from './en/formats.json';
import groups from './en/groups.json';
import installations from './en/installations.json';
import jobs from './en/jobs.json';
import lists from './en/lists.json';
import options from './en/options.json';
import output from './en/output.json';
import overview from './en/overview.json';
import packages from './en/packages.json';
import power from './en/power.json';
import presence from './en/presence.json';
import search from './en/search.json';
import settings from './en/settings.json';
import shell from './en/shell.json';
import states from './en/states.json';
import system from './en/system.json';
import timeline from './en/timeline.json';
import wake from './en/wake.json';
import meta from './en/meta.json';
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
