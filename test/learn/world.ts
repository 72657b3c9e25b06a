import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Json } from '../../src/model/json.ts';
import { type CliResult, cliHere } from '../commands/cli.ts';

/** A call as a transcript has it. */
export type Call = {
  readonly tool?: string;
  readonly input: Json;
  readonly output: string;
  readonly failed?: boolean;
  readonly id?: string;
};

/** A session that is to be written. */
export type SessionOptions = {
  readonly daysAgo?: number;
  readonly folder?: string;
  readonly id?: string;
  readonly firstUuid?: string;
  /** Writes it as a sub-agent of this session. */
  readonly parent?: string;
  readonly tokens?: number;
};

/** A rule as `--json` tells it. */
export type ToldRule = { readonly text: string; readonly warning?: string; readonly mentions: readonly object[] };

/** What `--json` tells of the project. */
export type Told = {
  readonly root: string;
  readonly isHere: boolean;
  readonly sessions: number;
  readonly rules: readonly ToldRule[];
  readonly resting: readonly ToldRule[];
  readonly tooDear: readonly ToldRule[];
  readonly notProposed: readonly { readonly form: { readonly key: string }; readonly reason: string }[];
  readonly files: readonly { readonly file: string; readonly diff: string; readonly outcome?: string }[];
};

const msPerDay = 86_400_000;

/** A home with a project under git, Claude Code's transcripts of it, and a PATH on which there is git only. */
export class World {
  readonly home = realpathSync(mkdtempSync(path.join(tmpdir(), 'headroom-learn-')));
  readonly root = path.join(this.home, 'work', 'acme');
  readonly bin = path.join(this.home, 'bin');
  /** More of the environment of a run. */
  readonly variables: Record<string, string> = {};
  private readonly began = Date.now();
  private ids = 0;

  constructor() {
    mkdirSync(this.root, { recursive: true });
    mkdirSync(this.bin);
    symlinkSync(
      execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim(),
      path.join(this.bin, 'git'),
    );
    this.git('init', '-q', '-b', 'main');
    this.track('README.md', 'acme\n');
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  git(...args: readonly string[]): void {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.test', '-c', 'commit.gpgsign=false'];
    execFileSync('git', ['-C', this.root, ...identity, ...args], { stdio: 'ignore' });
  }

  /** Writes a file of the project and commits it. */
  track(name: string, content = 'x\n'): void {
    this.write(name, content);
    this.git('add', '-f', '--', name);
    this.git('commit', '-qm', name);
  }

  /** Writes a file of the project. */
  write(name: string, content = 'x\n', mode = 0o644): void {
    const file = path.join(this.root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
  }

  /** Puts a program on the PATH. */
  install(program: string): void {
    writeFileSync(path.join(this.bin, program), '#!/bin/sh\n', { mode: 0o755 });
  }

  /** Writes a session of Claude Code's; gives its id. */
  session(calls: readonly Call[], options: SessionOptions = {}): string {
    const { id = randomUUID(), parent } = options;
    const file = parent === undefined ? `${id}.jsonl` : path.join(parent, 'subagents', `agent-${id}.jsonl`);
    this.transcript(
      file,
      this.lines(calls, { ...options, id: parent ?? id })
        .map((line) => JSON.stringify(line))
        .join('\n'),
    );
    return id;
  }

  /** Writes a transcript as it is. */
  transcript(name: string, content: string | Buffer): string {
    const file = path.join(this.home, '.claude', 'projects', 'acme', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** The lines of a session: a turn of the user, then two for each call. */
  lines(calls: readonly Call[], options: SessionOptions = {}): readonly object[] {
    const { daysAgo = 1, folder = this.root, id = randomUUID(), firstUuid = randomUUID(), tokens = 1000 } = options;
    let time = this.began - daysAgo * msPerDay;
    const usual = () => {
      time += 1000;
      return { ...place, timestamp: new Date(time).toISOString() };
    };
    const place = {
      ...{ isSidechain: options.parent !== undefined, userType: 'external', cwd: folder, sessionId: id },
      ...{ version: '2.1.197', gitBranch: 'main' },
    };
    const turn = { type: 'user', message: { role: 'user', content: 'Go on.' }, uuid: firstUuid, ...usual() };
    const usage = {
      input_tokens: tokens,
      output_tokens: 10,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    };
    const pairs = calls.flatMap(({ tool = 'Bash', input, output, failed = false, id: given }) => {
      const call = given ?? `toolu_${id.slice(0, 8)}_${++this.ids}`;
      const use = { type: 'tool_use', id: call, name: tool, input };
      const message = {
        id: `msg_${call}`,
        type: 'message',
        role: 'assistant',
        model: 'claude-opus-4-8',
        content: [use],
        usage,
      };
      const result = { type: 'tool_result', tool_use_id: call, content: output, is_error: failed };
      return [
        { type: 'assistant', message, uuid: randomUUID(), ...usual() },
        { type: 'user', message: { role: 'user', content: [result] }, uuid: randomUUID(), ...usual() },
      ];
    });
    return [turn, ...pairs];
  }

  /** Runs `headroom learn` in this process, for this project. */
  run(...args: readonly string[]): Promise<CliResult> {
    const place =
      args.includes('--all') || args.includes('--project') || args.includes('--help') ? [] : ['--project', this.root];
    return cliHere(['learn', ...place, ...args], this.env());
  }

  /** The file that Claude Code reads for this person alone; empty where there is none. */
  instructions(): string {
    const file = path.join(this.root, 'CLAUDE.local.md');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Deletes all transcripts, as agents do after some weeks. */
  deleteTranscripts(): void {
    rmSync(path.join(this.home, '.claude', 'projects'), { recursive: true });
  }

  /** All of the environment of a run. */
  env(): Record<string, string> {
    return { ...this.variables, HOME: this.home, HEADROOM_HOME: path.join(this.home, '.headroom'), PATH: this.bin };
  }

  /** What `headroom learn --json` tells of the project. */
  async told(...args: readonly string[]): Promise<Told> {
    const { code, stdout, stderr } = await this.run('--json', ...args);
    if (code !== 0) throw new Error(`expected exit 0, found ${code}: ${stderr}`);
    const { projects } = JSON.parse(stdout.toString('utf8')) as { projects: readonly Told[] };
    return projects.find(({ root }) => root === this.root) as Told;
  }

  /** The rules that are proposed, as text. */
  async rules(...args: readonly string[]): Promise<readonly string[]> {
    return (await this.told(...args)).rules.map(({ text }) => text);
  }
}

/** A command that worked. */
export function ran(command: string, output = 'done\n'): Call {
  return { input: { command }, output };
}

/** A command that failed. */
export function broke(command: string, message: string, code = 1): Call {
  return { input: { command }, output: `Exit code ${code}\n${message}`, failed: true };
}

/** A program that the shell did not find. */
export function notFound(program: string, rest = ' x'): Call {
  return broke(`${program}${rest}`, `/bin/bash: line 1: ${program}: command not found`, 127);
}

/** A file that was read, or not found. */
export function readFile(name: string, output?: string, range: object = {}): Call {
  const missing = `<tool_use_error>File does not exist.</tool_use_error>`;
  return {
    tool: 'Read',
    input: { file_path: name, ...range },
    output: output ?? missing,
    failed: output === undefined,
  };
}

/** A skill that does not exist, or that worked. */
export function skill(name: string, output?: string): Call {
  const missing = `<tool_use_error>Unknown skill: ${name}</tool_use_error>`;
  return { tool: 'Skill', input: { skill: name }, output: output ?? missing, failed: output === undefined };
}
