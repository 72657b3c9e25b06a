import { createHash } from 'node:crypto';
import path from 'node:path';
import type { JsonObject } from '../../../src/model/json.ts';
import type { AgentLauncher, Environment, LaunchContext, LaunchPlan } from '../../../src/model/launch.ts';
import { type OptionGrammar, readCall } from '../arguments.ts';
import { chosenUpstreams, firstSet, pointAt } from '../base-url.ts';
import { asksNothing, directPlan } from '../direct.ts';
import { parseDotenv } from '../dotenv.ts';
import { ancestors } from '../folders.ts';
import { at, parseCommentedObject, withValue } from '../json-text.ts';
import { noQuestionAsked } from '../silence.ts';

const defaultsVariable = 'GEMINI_CLI_SYSTEM_DEFAULTS_PATH';
const authPath = ['security', 'auth', 'selectedType'];

/**
 * Gemini CLI: a variable for the base URL. With that variable alone, it takes a user who has chosen no login for a
 * gateway user, and then refuses to run without a terminal. So the login that it would have found is set as a default,
 * in our own file with the lowest precedence.
 */
export const gemini: AgentLauncher = {
  name: 'gemini',
  program: 'gemini',
  install: 'npm install -g @google/gemini-cli',
  plan,
  silenceReason,
  signalsGroup: true,
};

/** Subcommands, which ask no model; any other word is the prompt. */
const commands = ['mcp', 'extensions', 'extension', 'skills', 'skill', 'hooks', 'hook', 'gemma'];

const grammar: OptionGrammar = {
  valued: [
    ...['-m', '--model', '-p', '--prompt', '-i', '--prompt-interactive', '-w', '--worktree', '--approval-mode'],
    ...['-r', '--resume', '--session-file', '--session-id', '--delete-session', '-o', '--output-format'],
  ],
  many: [
    ...['--policy', '--admin-policy', '--allowed-mcp-server-names', '--allowed-tools', '-e', '--extensions'],
    '--include-directories',
  ],
};

function plan(context: LaunchContext): LaunchPlan {
  const [word] = readCall(context.args, grammar).words;
  const isCommand = word !== undefined && commands.includes(word);
  if (isCommand || asksNothing(context.args, '-v')) return directPlan('gemini', context.args);
  const env = effectiveEnvironment(context);
  const pointing = pointAt(context, 'gemini', firstSet(env, 'GOOGLE_GEMINI_BASE_URL'));
  const planned = {
    command: 'gemini',
    args: context.args,
    upstreams: chosenUpstreams({ gemini: pointing }),
    defaultUpstream: 'gemini',
    notes: [],
  };
  if (wouldBeRefused(context)) return { ...planned, env: {}, notes: [`requests will not come through: ${refusal}`] };
  const variables = { GOOGLE_GEMINI_BASE_URL: pointing.base };
  if (chosenLogin(context) !== undefined) return { ...planned, env: variables };
  const text = `${JSON.stringify(systemDefaults(context, env), null, 2)}\n`;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const file = path.join(context.stateFolder, 'agents', `gemini-defaults-${digest}.json`);
  const files = [{ path: file, text, dispensableWith: defaultsVariable }];
  return { ...planned, env: { ...variables, [defaultsVariable]: file }, files };
}

const refusal =
  'no login is chosen in its settings (/auth does), and it takes none from a file that others than root can change';

/** The agent would run alone with its key, but not with our address. */
function wouldBeRefused(context: LaunchContext): boolean {
  const env = effectiveEnvironment(context);
  const runsAlone = Boolean(env.GEMINI_API_KEY) && env.GOOGLE_GEMINI_BASE_URL === undefined;
  const takesOurs = context.isRootOnly?.(context.stateFolder) ?? true;
  return runsAlone && !takesOurs && chosenLogin(context) === undefined;
}

/** The login that the user's or the administrator's own settings name. */
function chosenLogin(context: LaunchContext): string | undefined {
  const user = path.join(userFolder(context), '.gemini', 'settings.json');
  const files = [context.env.GEMINI_CLI_SYSTEM_SETTINGS_PATH ?? '/etc/gemini-cli/settings.json', user];
  const chosen = files.map((file) => at(parseCommentedObject(context.readFile(file)), ...authPath));
  return chosen.find((value) => typeof value === 'string');
}

function systemDefaults(context: LaunchContext, env: Environment): JsonObject {
  const existing = parseCommentedObject(context.readFile(env[defaultsVariable] ?? platformDefaults)) ?? {};
  return at(existing, ...authPath) === undefined ? withValue(existing, authPath, loginOf(env)) : existing;
}

/** The agent's default if the variable is not set. */
const platformDefaults = '/etc/gemini-cli/system-defaults.json';

function loginOf(env: Environment): string {
  if (env.GOOGLE_GENAI_USE_GCA === 'true') return 'oauth-personal';
  if (env.GOOGLE_GENAI_USE_VERTEXAI === 'true') return 'vertex-ai';
  return 'gemini-api-key';
}

/** The agent's folder in the user's home. */
function userFolder({ env, cwd, home }: LaunchContext): string {
  return env.GEMINI_CLI_HOME ? path.resolve(cwd, env.GEMINI_CLI_HOME) : home;
}

/** The environment merged over the first `.env` file: up from the working directory, then in the home folder. */
function effectiveEnvironment(context: LaunchContext): Environment {
  const folders = [...ancestors(context.cwd), userFolder(context)];
  for (const file of folders.flatMap((folder) => [path.join(folder, '.gemini', '.env'), path.join(folder, '.env')])) {
    const text = context.readFile(file);
    if (text !== undefined) return { ...parseDotenv(text), ...context.env };
  }
  return context.env;
}

function silenceReason(context: LaunchContext): string {
  if (wouldBeRefused(context)) return refusal;
  const login = chosenLogin(context) ?? loginOf(effectiveEnvironment(context));
  if (login === 'vertex-ai') return 'it is set to use Vertex AI, which has another address';
  if (login !== 'gemini-api-key' && login !== 'gateway') return 'a Google login uses another API than an API key does';
  return noQuestionAsked;
}
