import { parseTimeFrames } from '#domain/time-frames.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { EditSettings } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import type { SettingChange } from '../settings-keeper.ts';

export function editSettingsCommand(context: HubContext): Commands['editSettings'] {
  return async (actor, input) => {
    const wanted = parse(EditSettings, input);
    permit(actor, 'settings.write');
    checkFrames(wanted.assistantTimeFrames ?? '');
    const changes = await context.settings.edit(wanted);
    const view = context.settings.view();
    if (changes.length === 0) return view;
    const detail = changes.map(inWords).join('\n');
    await audit(context, actor, { verb: 'settings.edit', subject: { kind: 'settings' }, detail });
    context.downloads.lookAgain();
    context.announcer.publish(['settings'], { kind: 'settings', settings: view });
    return view;
  };
}

/** @throws Refusal `invalidInput`, naming the part that is wrong */
function checkFrames(text: string): void {
  const frames = parseTimeFrames(text);
  if (!('problem' in frames)) return;
  const field = { path: 'assistantTimeFrames', message: frames.problem };
  throw new Refusal('invalidInput', { fields: [field], detail: `${field.path}: ${field.message}` });
}

const inWords = ({ key, from, to }: SettingChange) =>
  `${key}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`;
