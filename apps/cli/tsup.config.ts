import { packageConfig } from '../../tsup.config.ts';

export default { ...packageConfig(['src/main.ts']), dts: false };
