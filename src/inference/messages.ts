/** What a model does: say which words are worth keeping, or embed texts. */
export type ModelTask = 'keep' | 'embed';

/** The start data of a model's thread. */
export type ModelThreadData = {
  /** The state folder, in which the runtime may be installed. */
  readonly home: string;
  /** The folder of the model. */
  readonly folder: string;
  /** Set to 1, and waited on, when an answer is in the port. */
  readonly signal: Int32Array;
};

/** A question to the thread of a model. `budget` is in tokens of that model. */
export type Question =
  | { readonly task: 'keep'; readonly text: string; readonly units: readonly string[]; readonly budget: number }
  | { readonly task: 'embed'; readonly texts: readonly string[]; readonly budget: number };

/** Its answer: the result with the tokens that it took, or why there is none. */
export type Answer =
  | { readonly scores: readonly number[]; readonly tokens: number }
  | { readonly vectors: readonly Float32Array[]; readonly tokens: number }
  /** The texts are longer than the budget, or the units are not in the text: the model did not run. */
  | { readonly declined: true }
  /** `unusable`: the model could not be opened, and will not be. */
  | { readonly error: string; readonly unusable: boolean };
