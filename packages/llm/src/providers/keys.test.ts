import { describe, expect, it } from 'vitest';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { hello } from '../../test/models.ts';
import { anthropicText, chatText, responsesText } from '../../test/wire.ts';
import { anthropic, llmErrors, openaiChat, openaiResponses } from '../index.ts';

const env = { OPENAI_API_KEY: 'sk-env', ANTHROPIC_API_KEY: 'sk-ant-env', OPENAI_ORG_ID: 'org' };
const providers = [
  { name: 'openaiChat', make: openaiChat, wire: chatText, packageName: 'openai', variable: 'OPENAI_API_KEY' },
  {
    name: 'openaiResponses',
    make: openaiResponses,
    wire: responsesText,
    packageName: 'openai',
    variable: 'OPENAI_API_KEY',
  },
  {
    name: 'anthropic',
    make: anthropic,
    wire: anthropicText,
    packageName: '@anthropic-ai/sdk',
    variable: 'ANTHROPIC_API_KEY',
  },
] as const;

function credentials(headers: Headers | undefined): string[] {
  return ['authorization', 'x-api-key'].flatMap((name) => headers?.get(name) ?? []);
}

describe.each(providers)('keys of $name', ({ make, wire, packageName, variable }) => {
  it('come from the environment for the own address', async () => {
    const sent = fakeFetch([wire]);
    await make({ model: 'm', env, fetch: sent.fetch }).stream(hello).result();
    expect(credentials(sent.requests[0]?.headers).join()).toContain(env[variable]);
  });

  it('are never sent from the environment to another address, which needs none', async () => {
    const sent = fakeFetch([wire]);
    const result = await make({ model: 'm', baseURL: 'http://local.test', env, fetch: sent.fetch })
      .stream(hello)
      .result();
    expect(result.state).toBe('finished');
    expect(credentials(sent.requests[0]?.headers)).toEqual([]);
    expect([...(sent.requests[0]?.headers.values() ?? [])].join()).not.toMatch(/sk-|org/);
  });

  it('are sent to another address where they are given', async () => {
    const sent = fakeFetch([wire]);
    await make({ model: 'm', baseURL: 'http://local.test', apiKey: 'given', fetch: sent.fetch })
      .stream(hello)
      .result();
    expect(credentials(sent.requests[0]?.headers).join()).toContain('given');
  });

  it('are read for another address from the variable that is named for it', async () => {
    const sent = fakeFetch([wire]);
    const options = {
      model: 'm',
      baseURL: 'http://local.test',
      keyVariable: 'OWN_KEY',
      env: { OWN_KEY: 'own' },
    };
    await make({ ...options, fetch: sent.fetch })
      .stream(hello)
      .result();
    expect(credentials(sent.requests[0]?.headers).join()).toContain('own');
  });

  it('are missed with the name of the variable', async () => {
    const { state, error } = await make({ model: 'm', env: {} }).stream(hello).result();
    expect(state).toBe('failed');
    expect(llmErrors.is(error, 'EC_LLM_KEY_MISSING')).toBe(true);
    expect(error?.hint).toContain(variable);
    expect(error?.exitCode).toBe(2);
  });

  it('do not matter where the SDK is not installed: the error names the package', async () => {
    const sdk = (): Promise<unknown> => import(`${'not-installed'}-${packageName.length}`);
    const { error } = await make({ model: 'm', apiKey: 'k', sdk }).stream(hello).result();
    expect(error).toMatchObject({
      code: 'EC_LLM_SDK_MISSING',
      hint: `Install it: npm install ${packageName}`,
      exitCode: 2,
    });
  });

  it('leave the id of the attempt with the request', async () => {
    const sent = fakeFetch([wire]);
    await make({ model: 'm', apiKey: 'k', fetch: sent.fetch, newId: () => 'attempt-7' })
      .stream(hello)
      .result();
    expect(sent.requests[0]?.headers.get('x-client-request-id')).toBe('attempt-7');
  });
});
