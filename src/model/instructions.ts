import type { Environment } from './launch.ts';

/** The inputs for finding an agent's instruction file. Everything is passed in. */
export type InstructionContext = {
  /** The project's folder, absolute: the root of its work tree. */
  readonly project: string;
  readonly home: string;
  readonly env: Environment;
  /** Whether a file or a link of this name exists. */
  readonly exists: (path: string) => boolean;
  /** Text of a file, or `undefined` if it is missing or unreadable. */
  readonly readFile: (path: string) => string | undefined;
  /** Markdown files anywhere in the project, relative to it; none by default. */
  readonly markdown?: readonly string[];
  /** The file that the user named with `--target`, absolute or relative to the project. */
  readonly target?: string;
};

/** Where rules for an agent go. */
export type InstructionFile =
  | {
      readonly kind: 'file';
      /** Absolute; it need not exist. */
      readonly path: string;
      /**
       * `personal`: nobody else sees it once git leaves it out. `shared`: a team sees it, so the user has to name it
       * once.
       */
      readonly sharing: 'personal' | 'shared';
      /** Why this file, one clause. */
      readonly reason: string;
      /** What the user should know before it is written, one line. */
      readonly note?: string;
    }
  /** Nothing may be written: the reason, and what the user can do, one line each. */
  | { readonly kind: 'refused'; readonly reason: string; readonly hint: string };

/** Which instruction file of a project an agent reads. */
export type AgentInstructions = {
  /** The agent, as its launcher is called. */
  readonly agent: string;
  /** Says where rules go; pure. Whether a target is inside the project and ends in `.md` is checked elsewhere. */
  file(context: InstructionContext): InstructionFile;
};
