export { ApiRefusal, SwitchyardClient, type ClientOptions, type SubmitOptions } from './client.js';
export type { JobList, JobRequestInput, JobView, StatusView, Uploaded } from '../daemon/api/index.js';
