/** The default hub for models, and the variables that its own tools read. */
export const modelHub = {
  url: 'https://huggingface.co',
  endpointVariable: 'HF_ENDPOINT',
  offlineVariable: 'HF_HUB_OFFLINE',
} as const;

/** A model that can be asked for by its name. */
export type KnownModel = {
  readonly name: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
  readonly repository: string;
  readonly revision: string;
  /** Its ONNX files, preferred first. */
  readonly files: readonly string[];
  /** The repository of its tokenizer, if that is another one. */
  readonly tokenizer?: { readonly repository: string; readonly revision: string };
};

/** Models whose inputs and outputs are known to be compatible. */
export const knownModels: readonly KnownModel[] = [
  {
    name: 'kompress-v2-base',
    purpose: 'chooses lines and sentences of prose',
    repository: 'chopratejas/kompress-v2-base',
    revision: 'b1563631b35bfdcee37587ad530147497d820d4c',
    files: ['onnx/kompress-int8-wo.onnx', 'onnx/kompress-fp32.onnx', 'onnx/kompress-int8.onnx'],
    tokenizer: { repository: 'answerdotai/ModernBERT-base', revision: 'main' },
  },
  {
    name: 'all-MiniLM-L6-v2',
    purpose: 'compares texts by meaning, for the embedding scorer',
    repository: 'sentence-transformers/all-MiniLM-L6-v2',
    revision: 'main',
    files: ['onnx/model.onnx'],
  },
];
