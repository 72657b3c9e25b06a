import type { Command } from 'commander';

/** A verb of the program. `load` imports what it needs, and is called only when the verb is used. */
export type Verb = {
  readonly name: string;
  /** One line of help. */
  readonly summary: string;
  /**
   * The command lines at the beginning of its help and of the help of each command below it, by the command's own name.
   */
  readonly examples: Readonly<Record<string, string>>;
  readonly load: () => Promise<Command>;
};

/** Every verb, in the order of the help. */
export const verbs: readonly Verb[] = [
  {
    name: 'wrap',
    summary: 'run a coding agent through a proxy of its own',
    examples: { wrap: 'headroom wrap claude' },
    load: async () => (await import('./wrap.ts')).wrapCommand(),
  },
  {
    name: 'proxy',
    summary: 'run the proxy alone',
    examples: { proxy: 'headroom proxy --port 8787' },
    load: async () => (await import('./proxy.ts')).proxyCommand(),
  },
  {
    name: 'retrieve',
    summary: 'print an original that a notice names, or a part of it',
    examples: { retrieve: 'headroom retrieve 81b41fbf --lines 7-214' },
    load: async () => (await import('./retrieve.ts')).retrieveCommand(),
  },
  {
    name: 'stats',
    summary: 'show what was saved, priced by the provider’s own receipts',
    examples: { stats: 'headroom stats --since 7d' },
    load: async () => (await import('./stats.ts')).statsCommand(),
  },
  {
    name: 'learn',
    summary: 'turn calls that failed again and again into rules for your agent',
    examples: { learn: 'headroom learn --since 30d' },
    load: async () => (await import('./learn.ts')).learnCommand(),
  },
  {
    name: 'doctor',
    summary: 'check proxy, store, agents and upstreams',
    examples: { doctor: 'headroom doctor' },
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
  {
    name: 'config',
    summary: 'show or set options, and where each value comes from',
    examples: {
      config: 'headroom config list',
      list: 'headroom config list cache',
      get: 'headroom config get reads',
      set: 'headroom config set savingsProfile careful',
      unset: 'headroom config unset savingsProfile',
      path: 'headroom config path',
    },
    load: async () => (await import('./config.ts')).configCommand(),
  },
  {
    name: 'store',
    summary: 'show what is stored, or drop originals',
    examples: { store: 'headroom store --older-than 30d' },
    load: async () => (await import('./store.ts')).storeCommand(),
  },
  {
    name: 'models',
    summary: 'install, list or remove models that run on this machine',
    examples: {
      models: 'headroom models install kompress-v2-base',
      list: 'headroom models list',
      install: 'headroom models install kompress-v2-base',
      remove: 'headroom models remove kompress-v2-base',
    },
    load: async () => (await import('./models.ts')).modelsCommand(),
  },
  {
    name: 'mcp',
    summary: 'serve originals as an MCP tool on stdin and stdout',
    examples: { mcp: 'headroom mcp' },
    load: async () => (await import('./mcp.ts')).mcpCommand(),
  },
  {
    name: 'demo',
    summary: 'play a built-in debugging session, with and without headroom',
    examples: { demo: 'headroom demo' },
    load: async () => (await import('./demo.ts')).demoCommand(),
  },
];
