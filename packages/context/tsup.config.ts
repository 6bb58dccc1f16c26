import { packageConfig } from '../../tsup.config.ts';

export default packageConfig();
