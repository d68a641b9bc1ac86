export * from './schemas.js';
export * from './status.js';
export { readEvents } from './read-events.js';
export { API_ROUTES, type ApiRoute, type RouteName, type Role } from './routes.js';
export { openApiDocument } from './open-api.js';
