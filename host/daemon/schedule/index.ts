export { admit, type Verdict } from './admission.js';
export {
  forecast,
  isAfter,
  promised,
  type Batch,
  type Forecast,
  type Lane,
  type QueuedJob,
  type Rules,
  type RunningShard,
  type Situation,
} from './forecast.js';
export { chooseFor, overdueIn, type LaneChoice } from './lane-choice.js';
export { Turns, type TurnTaker } from './turns.js';
export { byUrgency, LEAST_URGENT, urgencyOf, type Claim, type Objective, type Ranked } from './urgency.js';
