/** Details that every error of a call may carry. None of them holds text of a prompt or an answer. */
export const callDetails = {
  type: 'object',
  properties: {
    provider: { type: 'string', description: 'Who serves the model' },
    modelId: { type: 'string', description: "The model's name at that provider" },
    status: { type: 'integer', description: 'HTTP status of the answer' },
    requestId: { type: 'string', description: 'Id of the request at the provider' },
    providerCode: { type: 'string', description: "The provider's own code of the error" },
    limitMs: { type: 'integer', description: 'The deadline that passed, in milliseconds' },
    reason: { type: 'string', description: 'What exactly went wrong, in words of this package' },
    received: { type: 'string', description: 'What came instead, such as "HTML"' },
    protocol: { type: 'string', description: 'The wire protocol that was expected' },
    answeredCode: {
      type: 'string',
      description: 'Code of what the provider answered, where its advice about another try contradicts it',
    },
    answeredClass: { type: 'string', description: 'Class of that code' },
    category: { type: 'string', description: "The provider's category of a refusal" },
  },
  required: ['provider', 'modelId'],
} as const;

/** A model call changes nothing at the provider, so each of these may be sent again. */
export const call = { severity: 'error', replaySafety: 'safe', details: callDetails } as const;
