import path from 'node:path';
import type { AgentLauncher, LaunchContext, LaunchPlan } from '../../../src/model/launch.ts';
import { chosenUpstreams, pointAt, type UserBase } from '../base-url.ts';
import { asksNothing, directPlan } from '../direct.ts';
import { at, parseCommentedObject } from '../json-text.ts';
import { noQuestionAsked } from '../silence.ts';
import { agentFolder } from './folder.ts';

const variable = 'HEADROOM_PI_PROVIDERS';

/** Commands that the agent knows by its first argument only; they ask no model. */
const commands = ['install', 'remove', 'uninstall', 'update', 'list', 'config', 'auth', 'mcp'];

/** Registers base URLs only, so that models, keys, logins and headers of the providers stay as they are. */
const extension = `import { env } from 'node:process';

// Points the providers of this one process at the headroom that launched it.
export default function (pi) {
  const providers = JSON.parse(env.${variable} ?? '{}');
  for (const [name, baseUrl] of Object.entries(providers)) pi.registerProvider(name, { baseUrl });
}
`;

/** pi: an extension that overrides the base URLs; moving its configuration folder would move logins and sessions. */
export const pi: AgentLauncher = {
  name: 'pi',
  program: 'pi',
  install: 'npm install -g @earendil-works/pi-coding-agent',
  plan,
  silenceReason: () => `${noQuestionAsked}, or asked a provider other than anthropic, openai and google`,
};

function plan(context: LaunchContext): LaunchPlan {
  if (commands.includes(context.args[0] ?? '') || asksNothing(context.args, '-v'))
    return directPlan('pi', context.args);
  const models = parseCommentedObject(context.readFile(path.join(agentFolder(context), 'models.json')));
  const userBase = (provider: string): UserBase => {
    const value = at(models, 'providers', provider, 'baseUrl');
    return { name: `providers.${provider}.baseUrl`, value: typeof value === 'string' ? value : undefined };
  };
  const anthropic = pointAt(context, 'anthropic', userBase('anthropic'));
  const openai = pointAt(context, 'openai', userBase('openai'), 'v1');
  const google = pointAt(context, 'gemini', userBase('google'), 'v1beta');
  const file = path.join(context.stateFolder, 'agents', 'pi-extension.ts');
  return {
    command: 'pi',
    args: ['-e', file, ...context.args],
    env: { [variable]: JSON.stringify({ anthropic: anthropic.base, openai: openai.base, google: google.base }) },
    files: [{ path: file, text: extension }],
    upstreams: chosenUpstreams({ anthropic, openai, gemini: google }),
    notes: [],
  };
}
