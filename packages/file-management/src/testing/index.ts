export { type ConformanceCase, type ConformancePlace, driverConformance } from './driver-conformance.ts';
export { type DriverCall, type Fault, type FaultDriver, faultDriver } from './fault-driver.ts';
export { type MemoryFiles, type MemoryWorkspace, memoryWorkspace } from './in-memory.ts';
export { type TestProcesses, testProcesses } from './process-table.ts';
