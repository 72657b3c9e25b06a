import type { Command } from 'commander';

/** A verb of the program. `load` imports what it needs, and nothing before it is asked for. */
export type Verb = {
  readonly name: string;
  /** One line of help. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
};

/** Every verb, in the order of the help. */
export const verbs: readonly Verb[] = [
  {
    name: 'wrap',
    summary: 'run a coding agent through a proxy of its own',
    load: async () => (await import('./wrap.ts')).wrapCommand(),
  },
  {
    name: 'proxy',
    summary: 'run the proxy alone',
    load: async () => (await import('./proxy.ts')).proxyCommand(),
  },
  {
    name: 'retrieve',
    summary: 'print an original that a notice names, or a part of it',
    load: async () => (await import('./retrieve.ts')).retrieveCommand(),
  },
  {
    name: 'stats',
    summary: 'show what was saved, priced by the provider’s own receipts',
    load: async () => (await import('./stats.ts')).statsCommand(),
  },
  {
    name: 'learn',
    summary: 'turn calls that failed again and again into rules for your agent',
    load: async () => (await import('./learn.ts')).learnCommand(),
  },
  {
    name: 'doctor',
    summary: 'check proxy, store, agents and upstreams',
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
  {
    name: 'config',
    summary: 'show or set options, and where each value comes from',
    load: async () => (await import('./config.ts')).configCommand(),
  },
  {
    name: 'store',
    summary: 'show or empty what is kept',
    load: async () => (await import('./store.ts')).storeCommand(),
  },
  {
    name: 'models',
    summary: 'install, list or remove models that run on this machine',
    load: async () => (await import('./models.ts')).modelsCommand(),
  },
  {
    name: 'mcp',
    summary: 'serve originals as an MCP tool on stdin and stdout',
    load: async () => (await import('./mcp.ts')).mcpCommand(),
  },
  {
    name: 'demo',
    summary: 'show on a recorded session what the proxy does',
    load: async () => (await import('./demo.ts')).demoCommand(),
  },
];
