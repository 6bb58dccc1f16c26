export { SEMCONV_SCHEMA_URL, SEMCONV_VERSION } from './semconv.ts';
export { type WithTelemetryOptions, withTelemetry } from './with-telemetry.ts';
