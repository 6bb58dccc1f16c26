import { packageConfig } from '../../tsup.config.ts';

export default packageConfig([
  'src/index.ts',
  'src/custom.ts',
  'src/history/index.ts',
  'src/middleware/index.ts',
  'src/presets.ts',
  'src/prices.ts',
  'src/telemetry/index.ts',
  'src/prompts/index.ts',
  'src/testing/index.ts',
  'src/tokens/index.ts',
  'src/tools/index.ts',
  'src/usage.ts',
]);
