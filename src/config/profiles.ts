import type { Settings } from '../model/settings.ts';
import type { Option, OptionValue } from './option.ts';

/** Key of the option that names a profile. */
export const profileKey = 'savingsProfile';

type Name = Settings['savingsProfile'];
type Profile = Partial<
  Pick<Settings, 'leaveOut' | 'minTokens' | 'lossyMinTokens' | 'logLossyMinTokens' | 'minSavedShare' | 'minSavedTokens'>
>;

/**
 * The values that each profile sets for other options, in place of their defaults. `balanced` is the defaults. Files
 * that tools read are treated alike under all of them, because edits must quote them.
 */
const profiles: Readonly<Record<Name, Profile>> = {
  careful: { leaveOut: 'none' },
  balanced: {},
  'agent-90': {
    leaveOut: 'most',
    minTokens: 120,
    lossyMinTokens: 300,
    logLossyMinTokens: 200,
    minSavedTokens: 30,
  },
};

/** The names, gentlest first. */
export const profileNames: readonly string[] = Object.keys(profiles);

/** The value that a profile has for an option; `undefined` if it leaves the option's default. */
export function profileValue(name: OptionValue, option: Option): OptionValue | undefined {
  return (profiles[name as Name] as Readonly<Record<string, OptionValue>> | undefined)?.[option.key];
}
