import { anthropic, type LanguageModel, openaiChat } from '@enhanced-code/llm';
import { cliErrors } from './cli-errors.ts';
import type { CommandContext, OptionSpec, OptionValues } from './command.ts';

/** The model that is used when a key is set and none is named. Names as the vendors' SDKs of November 2026 list them. */
const DEFAULT_MODEL = { anthropic: 'claude-sonnet-5-5', openai: 'gpt-5.5' } as const;

const KEY_VARIABLE = { anthropic: 'ANTHROPIC_API_KEY', openai: 'OPENAI_API_KEY' } as const;

/** Who answers: one of the two wire formats. */
type Wire = keyof typeof DEFAULT_MODEL;

/** The options that choose a model; every command that calls one takes them. */
export const modelOptions: readonly OptionSpec[] = [
  { flags: '--model <name>', description: 'model to use (env ENHANCED_CODE_MODEL)' },
  { flags: '--base-url <url>', description: 'OpenAI-compatible server to use (env ENHANCED_CODE_BASE_URL)' },
  {
    flags: '--provider <name>',
    description: 'wire format; needed only when both keys are set or the server speaks the other one',
    choices: ['openai', 'anthropic'],
  },
];

/**
 * The model that flags and environment name: a server named with `--base-url`, else the provider whose key is set.
 * Throws `EC_CLI_NO_MODEL` when there is neither. Keys come from the environment only, and a provider's key is
 * never sent to another server: for a named one it is `ENHANCED_CODE_API_KEY`.
 */
export function chooseModel({ io }: CommandContext, options: OptionValues): LanguageModel {
  const named = (flag: string, variable: string) =>
    (options[flag] as string | undefined) ?? (io.env[variable] || undefined);
  const baseURL = named('baseUrl', 'ENHANCED_CODE_BASE_URL');
  const model = named('model', 'ENHANCED_CODE_MODEL');
  const wire = named('provider', 'ENHANCED_CODE_PROVIDER') as Wire | undefined;
  if (baseURL !== undefined)
    return serverModel(baseURL, model, wire ?? 'openai', io.env.ENHANCED_CODE_API_KEY);
  const provider = wire ?? (['anthropic', 'openai'] as const).find((name) => io.env[KEY_VARIABLE[name]]);
  if (provider === undefined) throw cliErrors.create('EC_CLI_NO_MODEL', {});
  return vendorModel(provider, model ?? DEFAULT_MODEL[provider], io.env);
}

function serverModel(
  baseURL: string,
  model: string | undefined,
  wire: Wire,
  apiKey: string | undefined,
): LanguageModel {
  if (!URL.canParse(baseURL) || !/^https?:$/.test(new URL(baseURL).protocol)) {
    throw cliErrors.create('EC_CLI_USAGE', {
      problem: '--base-url must be an http or https URL.',
      command: 'edit',
    });
  }
  if (model === undefined) throw cliErrors.create('EC_CLI_MODEL_NAME_MISSING', {});
  const settings = { model, baseURL, ...(apiKey ? { apiKey } : {}) };
  return wire === 'anthropic' ? anthropic(settings) : openaiChat(settings);
}

function vendorModel(provider: Wire, model: string, env: CommandContext['io']['env']): LanguageModel {
  const variable = KEY_VARIABLE[provider];
  const apiKey = env[variable];
  if (!apiKey) throw cliErrors.create('EC_CLI_NO_KEY', { provider, variable });
  const baseURL = env[provider === 'anthropic' ? 'ANTHROPIC_BASE_URL' : 'OPENAI_BASE_URL'];
  const settings = { model, apiKey, ...(baseURL ? { baseURL } : {}) };
  return provider === 'anthropic' ? anthropic(settings) : openaiChat(settings);
}
