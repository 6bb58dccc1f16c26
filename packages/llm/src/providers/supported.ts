import type { Message } from '../messages.ts';
import type { ModelCapabilities, ModelRequest } from '../model.ts';

/** The first thing that a request needs and a model does not declare, or `undefined`. */
export function unsupportedFeature(request: ModelRequest, can: ModelCapabilities): string | undefined {
  const needs: readonly (readonly [string, boolean, boolean])[] = [
    ['tools', can.tools, (request.tools ?? []).length > 0],
    ['images', can.images, carries(request.messages, 'image')],
    ['files', can.files, carries(request.messages, 'file')],
    ['structured output', can.structuredOutput === true, request.outputFormat !== undefined],
  ];
  return needs.find(([, able, needed]) => needed && !able)?.[0];
}

function carries(messages: readonly Message[], type: 'image' | 'file'): boolean {
  return messages.some(
    ({ role, content }) =>
      role === 'user' && typeof content !== 'string' && content.some((part) => part.type === type),
  );
}
