/** The result of one check. */
export type Check = {
  readonly status: 'ok' | 'skipped' | 'warning' | 'failed';
  readonly name: string;
  /** One line. */
  readonly detail: string;
};

/** The part of `fetch` that checks use. */
export type FetchLike = (
  url: string,
  options: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<{ readonly status: number; json(): Promise<unknown> }>;

/** The reason of a failure in a few words: the system's code if there is one. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  const inner = error.cause instanceof Error ? error.cause : error;
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : (inner.message.split('\n')[0] ?? '');
}
