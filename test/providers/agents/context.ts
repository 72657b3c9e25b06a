import type { LaunchContext } from '../../../src/model/launch.ts';

/** A launch in a home and a project of which only the given files exist. */
export function launchContext(
  given: Partial<LaunchContext> & { files?: Readonly<Record<string, string>> } = {},
): LaunchContext {
  const { files = {}, ...rest } = given;
  return {
    proxyUrl: 'http://127.0.0.1:9',
    args: [],
    env: {},
    cwd: '/home/dev/project',
    home: '/home/dev',
    stateFolder: '/home/dev/state',
    readFile: (path) => files[path],
    ...rest,
  };
}
