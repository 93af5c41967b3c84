import { EditSettings } from '#protocol/requests.ts';
import { AssistantDefaults, SettingsView } from '#protocol/settings.ts';
import { SystemView } from '#protocol/views/system.ts';
import { get, patch } from '../route.ts';

export const systemRoutes = [
  get(
    'settings',
    { summary: 'What may change while the hub runs', may: 'settings.read', reply: SettingsView },
    ({ hub, actor }) => hub.queries.settings(actor),
  ),
  patch(
    'settings',
    {
      summary: 'Change settings; null goes back to the default',
      may: 'settings.write',
      body: EditSettings,
      reply: SettingsView,
      errors: ['settingLocked'],
    },
    ({ hub, actor, input }) => hub.commands.editSettings(actor, input),
  ),
  get(
    'assistant-defaults',
    {
      summary: 'What the console’s assistant begins a new deployment with',
      may: 'deployment.createForOne',
      reply: AssistantDefaults,
    },
    ({ hub, actor }) => hub.queries.assistantDefaults(actor),
  ),
  get(
    'system',
    { summary: 'How the hub itself is, its workers included', may: 'system.read', reply: SystemView },
    ({ hub, actor }) => hub.queries.system(actor),
  ),
];
