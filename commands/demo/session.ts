import type { JsonObject } from '../../src/model/json.ts';
import type { SimulatedCall, SimulatedTurn } from './answer.ts';
import { buildLog } from './outputs/build-log.ts';
import { reservationsAnswer } from './outputs/reservations.ts';
import { searchHits } from './outputs/search.ts';
import { editAnswer, fixDiff, importSource, recentHistory } from './outputs/small.ts';
import { testLog } from './outputs/test-log.ts';

/** A tool as it is offered to the model. */
export type SessionTool = { readonly name: string; readonly description: string; readonly input_schema: JsonObject };

/** A scripted conversation: the agent's start, the model's answers, the tools' outputs. */
export type Session = {
  readonly model: string;
  readonly system: string;
  readonly tools: readonly SessionTool[];
  readonly task: string;
  readonly turns: readonly SimulatedTurn[];
  /** Each call's output, by call id. */
  readonly outputs: ReadonlyMap<string, string>;
};

type Step = {
  readonly text: string;
  readonly calls?: readonly { readonly tool: string; readonly input: JsonObject; readonly output: string }[];
};

const shell = (command: string, output: string) => ({ tool: 'Bash', input: { command }, output });

/**
 * A debugging session: two tests fail because imported holds have their expiry in seconds. `run` makes the call ids
 * differ from other runs; everything else is the same each time.
 */
export function debuggingSession(run: string): Session {
  const outputs = new Map<string, string>();
  const turns = steps().map((step, turn): SimulatedTurn => {
    const calls = (step.calls ?? []).map((call, index): SimulatedCall => {
      const id = `toolu_${run}${String(turn).padStart(2, '0')}${index}`;
      outputs.set(id, call.output);
      return { id, name: call.tool, input: call.input };
    });
    return { text: step.text, calls };
  });
  return { model: 'claude-sonnet-4-5', system: systemPrompt(), tools: tools(), task, turns, outputs };
}

const task = 'Two tests fail since this morning. Find out why, fix the cause, and show me the change.';

function steps(): readonly Step[] {
  const source = 'packages/inventory/src/legacy-import.ts';
  return [
    {
      text: 'I will look at what changed, then run the tests.',
      calls: [shell('git status --short && git log --oneline -6', recentHistory)],
    },
    { text: 'Now the whole test run.', calls: [shell('npm test 2>&1', testLog(true))] },
    {
      text: 'Both failures are about holds that ran out. Who uses the expiry?',
      calls: [shell('rg -n expiresAt', searchHits())],
    },
    {
      text: 'Let me see the holds that the running service has.',
      calls: [shell("curl -s 'http://localhost:4010/api/reservations?limit=150'", reservationsAnswer())],
    },
    {
      text: 'Reservation 10093 has its expiry in seconds; it came from the import.',
      calls: [{ tool: 'Read', input: { file_path: source }, output: importSource }],
    },
    {
      text: 'The import takes the old times over as they are. I will convert them.',
      calls: [
        {
          tool: 'Edit',
          input: { file_path: source, old_string: 'row.expires,', new_string: 'row.expires * 1000,' },
          output: editAnswer,
        },
      ],
    },
    { text: 'Does everything still build?', calls: [shell('npm run build 2>&1', buildLog())] },
    { text: 'It does. The tests once more.', calls: [shell('npm test 2>&1', testLog(false))] },
    { text: 'All pass. This is the change:', calls: [shell('git diff', fixDiff)] },
    {
      text: 'The import stored Unix seconds where the rest of the code has milliseconds, so imported holds never ran out. It now multiplies by 1000; all tests pass.',
    },
  ];
}

function tools(): readonly SessionTool[] {
  const text = (description: string): JsonObject => ({ type: 'string', description });
  const tool = (name: string, description: string, properties: JsonObject): SessionTool => ({
    name,
    description,
    input_schema: { type: 'object', properties, required: Object.keys(properties) },
  });
  return [
    tool('Bash', 'Runs a command in a shell that keeps its working directory, and gives back what it printed.', {
      command: text('The command line to run.'),
    }),
    tool('Read', 'Reads a file of the repository and shows it with line numbers.', {
      file_path: text('Absolute path, or a path from the root of the repository.'),
    }),
    tool('Edit', 'Replaces one passage of a file. The passage must occur exactly once.', {
      file_path: text('The file to change.'),
      old_string: text('The passage as it stands, white space included.'),
      new_string: text('What is there afterwards.'),
    }),
  ];
}

/** Guidance of about the length that coding agents send, so that the cache has a system prompt to store. */
function systemPrompt(): string {
  const topics = [
    'reading code',
    'searching',
    'editing',
    'running commands',
    'testing',
    'explaining',
    'using version control',
    'naming things',
    'handling errors',
    'changing the schema',
    'adding a dependency',
    'reviewing a change',
    'reading logs',
    'measuring time',
  ];
  const advice = topics.map(
    (topic) => `## ${topic}
- Before ${topic}, say in one sentence what you expect to learn from it.
- Prefer the narrowest step that answers the question, and do independent steps together.
- When ${topic} shows something unexpected, stop and find out why before going on.
- Never hide a failure that you met while ${topic}: name it, with file and line where there are any.
- Keep to the conventions that the surrounding code shows; do not introduce others in passing.`,
  );
  return [
    'You are an agent that works in a software repository through tools. Work until the task is done, then report.',
    ...advice,
    'The repository is a shop in TypeScript with one package for each concern below packages/, tested with jest.',
  ].join('\n\n');
}
