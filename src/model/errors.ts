/** What went wrong, in one word that programs can test. */
export type ErrorCode =
  | 'usage'
  | 'config'
  | 'store'
  | 'proxy'
  | 'launch'
  | 'not-found'
  | 'file'
  | 'upstream'
  | 'internal';

const exitCodes: Readonly<Record<ErrorCode, number>> = {
  usage: 2,
  config: 2,
  store: 1,
  proxy: 1,
  launch: 1,
  'not-found': 1,
  file: 1,
  upstream: 1,
  internal: 1,
};

/** The one error of this package. Its message says what was expected and what was found, in one line. */
export class HeadroomError extends Error {
  readonly code: ErrorCode;
  /** What the user can do about it, one line. */
  readonly hint?: string;
  /** The process's exit code when this error ends it. */
  readonly exitCode: number;

  constructor(code: ErrorCode, message: string, options: { hint?: string; exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HeadroomError';
    this.code = code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? exitCodes[code];
  }
}
