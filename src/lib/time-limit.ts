/**
 * Does work that must end within a number of milliseconds, after which its signal is aborted. The timer keeps the
 * process alive, unlike that of `AbortSignal.timeout`: if the other side hangs up at once, Node's fetch neither settles
 * nor keeps the process alive, and a command would end silently in the middle.
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
