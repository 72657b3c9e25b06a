import type { Environment } from '../../src/model/launch.ts';

/** The clause for an agent whose settings do not explain why no request came through. */
export const noQuestionAsked = 'it ended before it asked a model';

/** Whether a switch in the environment is on. */
export function isOn(env: Environment, name: string): boolean {
  const value = env[name]?.toLowerCase();
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
