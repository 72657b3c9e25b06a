/** A line that shows what is going on. */
export type Progress = { show(text: string): void; stop(): void };

/** A spinner on a terminal, and nothing at all elsewhere. */
export async function startProgress(stream: NodeJS.WriteStream): Promise<Progress> {
  // On a terminal of zero width the spinner would write without end.
  if (!stream.isTTY || stream.columns === 0) return { show: () => {}, stop: () => {} };
  const { default: ora } = await import('ora');
  const spinner = ora({ stream, text: 'starting' }).start();
  return {
    show: (text) => {
      spinner.text = text;
    },
    stop: () => {
      spinner.stop();
    },
  };
}
