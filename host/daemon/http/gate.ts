import type { FastifyRequest } from 'fastify';
import type { ApiRoute } from '../api/index.js';
import type { DaemonConfig } from '../config.js';
import { isLocalLook, LOCAL_VIEWER } from './local-look.js';
import { Rate } from './rate.js';
import { Refusal } from './refusal.js';
import { Tokens, type TokenHolder } from './tokens.js';

const LATER = 'Wait as long as Retry-After says.';

/** Who may come in, and how often. */
export class Gate {
  private tokens: Tokens;
  private readonly requests = new Rate(60);
  private readonly strangers = new Rate(60);
  private readonly probes = new Rate(60);
  private readonly pages = new Rate(60);
  private readonly bytes = new Rate(3600);

  constructor(private readonly config: Pick<DaemonConfig, 'tokens' | 'limits' | 'telemetry' | 'statusPage'>) {
    this.tokens = new Tokens(config.tokens);
  }

  /** Knows these from now on, and nobody else. */
  know(tokens: DaemonConfig['tokens']): void {
    this.tokens = new Tokens(tokens);
  }

  /** Who asks for a route that needs a token. @throws Refusal 401, 403, 429 */
  admit(route: ApiRoute, request: FastifyRequest): TokenHolder | undefined {
    const { requestsPerMinute, refusalsPerMinute, probesPerMinute } = this.config.limits;
    const isOpen = route.mayBeOpen && this.config.telemetry.metrics === 'open';
    const roles = isOpen ? undefined : route.roles;
    if (route.isProbe) {
      // Whoever asks too much of the rest does not keep others from seeing how the daemon is.
      this.limit(this.probes.take(request.ip, 1, probesPerMinute), 'too many probes');
      if (!roles) return undefined;
    }
    const looks = route.isOpenable && this.mayLook(request) ? LOCAL_VIEWER : undefined;
    const holder = looks ?? this.tokens.holderOf(request.headers.authorization);
    if (!holder) {
      this.limit(this.strangers.take(request.ip, 1, refusalsPerMinute), 'too many requests without a token');
      if (!roles) return undefined;
      throw new Refusal(
        401,
        'UNAUTHORISED',
        'no token that is known',
        'Send Authorization: Bearer and a token.',
      );
    }
    this.limit(this.requests.take(holder.name, 1, requestsPerMinute), 'too many requests');
    if (!roles || roles.includes(holder.role)) return holder;
    throw new Refusal(403, 'FORBIDDEN', `the role ${holder.role} does not allow this`, 'Use another token.');
  }

  /** Whether somebody may look at the status without a token. */
  mayLook(request: FastifyRequest): boolean {
    return this.config.statusPage.open && isLocalLook(request);
  }

  /** Files of the status page are everybody's. @throws Refusal 429 */
  admitToPage({ ip }: FastifyRequest): void {
    const seconds = this.pages.take(ip, 1, this.config.limits.requestsPerMinute);
    this.limit(seconds, 'too many requests for the status page');
  }

  /** @throws Refusal 429 */
  admitBytes({ name }: TokenHolder, bytes: number): void {
    const most = this.config.limits.uploadBytesPerHour;
    this.limit(this.bytes.take(name, bytes, most), `more than ${most} bytes within an hour`);
  }

  private limit(seconds: number, message: string): void {
    if (seconds > 0) throw new Refusal(429, 'RATE', message, LATER, seconds);
  }
}

/** Lets so many in at a time, and turns others away. */
export class Doorway {
  private inside = 0;

  constructor(
    private readonly most: () => number,
    private readonly what: string,
  ) {}

  /** How many are inside. */
  get count(): number {
    return this.inside;
  }

  /** @throws Refusal 503 */
  enter(): () => void {
    const most = this.most();
    if (this.inside >= most) throw new Refusal(503, 'BUSY', `${this.what} at a time: ${most}`, LATER, 1);
    this.inside++;
    let isInside = true;
    return () => {
      if (isInside) this.inside--;
      isInside = false;
    };
  }
}
