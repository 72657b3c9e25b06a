/**
 * Does work that must end within so many milliseconds: then its signal is aborted. The clock keeps the process going, which
 * that of `AbortSignal.timeout` does not: Node's fetch neither settles nor holds the process where the other side hangs up
 * at once, so that a command would end in the middle, without a word.
 */
export async function within<Result>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const control = new AbortController();
  const tooLate = () => control.abort(new DOMException(`no answer within ${milliseconds} ms`, 'TimeoutError'));
  const timer = setTimeout(tooLate, milliseconds);
  try {
    return await work(control.signal);
  } finally {
    clearTimeout(timer);
  }
}
