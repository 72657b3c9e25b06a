import { createHash } from 'node:crypto';
import path from 'node:path';
import type { JsonObject } from '../../../src/model/json.ts';
import type { AgentLauncher, Environment, LaunchContext, LaunchPlan } from '../../../src/model/launch.ts';
import { chosenUpstreams, pointAt } from '../base-url.ts';
import { parseDotenv } from '../dotenv.ts';
import { ancestors } from '../folders.ts';
import { at, parseCommentedObject, withValue } from '../json-text.ts';
import { noQuestionAsked } from '../silence.ts';

const defaultsVariable = 'GEMINI_CLI_SYSTEM_DEFAULTS_PATH';
const authPath = ['security', 'auth', 'selectedType'];

/**
 * Gemini CLI: a variable for the base URL. That variable alone makes it take the user for one of a gateway, so the
 * login that it would have found is given as a default, in a file of our own and with the lowest precedence.
 */
export const gemini: AgentLauncher = {
  name: 'gemini',
  program: 'gemini',
  install: 'npm install -g @google/gemini-cli',
  plan,
  silenceReason,
  signalsGroup: true,
};

function plan(context: LaunchContext): LaunchPlan {
  const env = effectiveEnvironment(context);
  const pointing = pointAt(context, 'gemini', env.GOOGLE_GEMINI_BASE_URL);
  const text = `${JSON.stringify(systemDefaults(context, env), null, 2)}\n`;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const file = path.join(context.stateFolder, 'agents', `gemini-defaults-${digest}.json`);
  return {
    command: 'gemini',
    args: context.args,
    env: { GOOGLE_GEMINI_BASE_URL: pointing.base, [defaultsVariable]: file },
    files: [{ path: file, text }],
    upstreams: chosenUpstreams({ gemini: pointing }),
    defaultUpstream: 'gemini',
    notes: [],
  };
}

function systemDefaults(context: LaunchContext, env: Environment): JsonObject {
  const existing = parseCommentedObject(context.readFile(env[defaultsVariable] ?? platformDefaults)) ?? {};
  return at(existing, ...authPath) === undefined ? withValue(existing, authPath, loginOf(env)) : existing;
}

/** Where the agent looks when the variable is not set. */
const platformDefaults = '/etc/gemini-cli/system-defaults.json';

function loginOf(env: Environment): string {
  if (env.GOOGLE_GENAI_USE_GCA === 'true') return 'oauth-personal';
  if (env.GOOGLE_GENAI_USE_VERTEXAI === 'true') return 'vertex-ai';
  return 'gemini-api-key';
}

/** The environment over the first `.env` file found: up from the working directory, then in the home folder. */
function effectiveEnvironment(context: LaunchContext): Environment {
  const folders = [...ancestors(context.cwd), context.home];
  for (const file of folders.flatMap((folder) => [path.join(folder, '.gemini', '.env'), path.join(folder, '.env')])) {
    const text = context.readFile(file);
    if (text !== undefined) return { ...parseDotenv(text), ...context.env };
  }
  return context.env;
}

function silenceReason(context: LaunchContext): string {
  const settings = [path.join(context.cwd, '.gemini'), path.join(context.home, '.gemini')].map((folder) =>
    parseCommentedObject(context.readFile(path.join(folder, 'settings.json'))),
  );
  const chosen = settings.map((layer) => at(layer, ...authPath)).find((value) => typeof value === 'string');
  const login = chosen ?? loginOf(effectiveEnvironment(context));
  if (login === 'vertex-ai') return 'it is set to use Vertex AI, which has another address';
  if (login !== 'gemini-api-key' && login !== 'gateway') return 'a Google login uses another API than an API key does';
  return noQuestionAsked;
}
