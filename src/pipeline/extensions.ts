import type { PipelineEvents, PipelineExtension, PipelineStage } from '../model/events.ts';

/** Tells every extension about a stage. */
export type Emit = <Stage extends PipelineStage>(stage: Stage, event: PipelineEvents[Stage]) => void;

/**
 * Creates the emitter for a list of extensions. An error in an extension is reported and goes no further: watching
 * never breaks a request.
 */
export function createEmitter(
  extensions: readonly PipelineExtension[],
  onFailure: (extension: string, stage: PipelineStage, error: unknown) => void,
): Emit {
  return (stage, event) => {
    for (const extension of extensions) {
      const method = extension[stage] as ((event: unknown) => void) | undefined;
      if (method === undefined) continue;
      try {
        method.call(extension, event);
      } catch (error) {
        onFailure(extension.name, stage, error);
      }
    }
  };
}
