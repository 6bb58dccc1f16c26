import { describe, expect, it } from 'vitest';
import { hello, modelOf } from '../../test/models.ts';
import payloads from '../../test/provider-errors.json' with { type: 'json' };
import { llmErrors } from '../index.ts';

/**
 * Payloads with the address of each. `recorded` ones stand in public threads, with ids of accounts and requests
 * replaced; where a thread quotes only the message, its body has the shape that others show for the provider.
 * `documented` ones follow the provider's own list of errors.
 */
const cases = payloads.map((payload) => ({ ...payload, headers: payload.headers ?? {} }));
type Case = (typeof cases)[number];

const LIMITS = [
  'EC_LLM_QUOTA',
  'EC_LLM_RATE_LIMIT',
  'EC_LLM_BILLING',
  'EC_LLM_OVERLOADED',
  'EC_LLM_REQUEST_TOO_LARGE',
];

async function codeOf({ provider, status, body, headers }: Case): Promise<string | undefined> {
  const protocol = provider === 'anthropic' ? 'anthropic' : 'chat';
  const answer = {
    status,
    headers: { 'content-type': 'application/json', ...(headers as Record<string, string>) },
  };
  const result = await modelOf(protocol, [JSON.stringify(body)], answer)
    .stream(hello)
    .result();
  return result.error?.code;
}

function classOf(code: string | undefined): string | undefined {
  return llmErrors.entries[code as keyof typeof llmErrors.entries]?.class;
}

describe('payloads of providers', () => {
  it('are at least 150, of all providers that matter, each with its source', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
    expect(cases.filter(({ kind }) => kind === 'recorded').length).toBeGreaterThanOrEqual(120);
    for (const { source } of cases) expect(source).toMatch(/^https:\/\//);
    const providers = new Set(cases.map(({ provider }) => provider));
    expect([...providers].sort()).toEqual(
      expect.arrayContaining([
        'anthropic',
        'azure',
        'bedrock',
        'gemini',
        'groq',
        'kimi',
        'llama.cpp',
        'mistral',
      ]),
    );
  });

  it('are of the right class in at least 98 of 100', async () => {
    const wrong: string[] = [];
    for (const given of cases) {
      const code = await codeOf(given);
      if (classOf(code) !== classOf(given.code))
        wrong.push(`${given.provider} ${given.status}: ${code} instead of ${given.code} (${given.source})`);
    }
    expect(1 - wrong.length / cases.length, wrong.join('\n')).toBeGreaterThanOrEqual(0.98);
  });

  it.each(cases.filter(({ code }) => LIMITS.includes(code)))(
    'tell a rate from a quota, in both directions: $provider $status is $code',
    async (given) => {
      expect(await codeOf(given)).toBe(given.code);
    },
  );

  it('show no free text of the provider as a code', async () => {
    for (const given of cases) {
      const protocol = given.provider === 'anthropic' ? 'anthropic' : 'chat';
      const answer = { status: given.status, headers: { 'content-type': 'application/json' } };
      const { error } = await modelOf(protocol, [JSON.stringify(given.body)], answer)
        .stream(hello)
        .result();
      expect(String(error?.details?.providerCode ?? '')).toMatch(/^[\w.-]{0,64}$/);
    }
  });
});
