/** Bytes at the start of a line that hold the types of the line, of its payload and of the item in it. */
const headBytes = 400;

/** Lines without an event, by the type of their payload or of the line, which comes first in it. */
const idle =
  /"type":"(?:world_state|inter_agent_communication)"|"payload":\{"type":"(?:message|reasoning|additional_tools|agent_message|agent_reasoning|agent_reasoning_raw_content|task_started|task_complete|thread_settings_applied|thread_name_updated|web_search_call|web_search_end|turn_aborted)"|"item":\{"type":"(?:AgentMessage|Reasoning|WebSearch|ContextCompaction|FileChange|Plan)"/;

/** Whether a line may contain an event, judging by its bytes. */
export function mayHoldEvent(bytes: Buffer): boolean {
  return !idle.test(bytes.toString('latin1', 0, headBytes));
}
