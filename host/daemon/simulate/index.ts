export { readMachine, type MachineRequest, type SimulatedMachine } from './machine.js';
export { Simulation, type SimulationOptions, type SimulationOutcome } from './simulation.js';
export { SIMULATION_SCHEMA, summarise, type SimulationSummary, type Spread } from './summary.js';
export { parseTrace, readTrace, runOf, type Trace, type TraceEvent, type TraceJob } from './trace.js';
