/** The status page: asks for a token, follows the daemon, and shows what it says. */
import { Announcer } from './announcer.js';
import { announcementsOf } from './announcements.js';
import { Connection, type ConnectionState } from './connection.js';
import { byId, element, graphic, setShown, setText } from './dom.js';
import { Facts } from './facts.js';
import { FAMILIES, FAMILY_NAMES, paintOf } from './families.js';
import { StatusModel } from './status-model.js';
import { Tables } from './tables.js';
import { showWorkTable } from './timeline-table.js';
import { TimelineView } from './timeline-view.js';
import { forgetToken, keptToken, TokenForm } from './token-form.js';
import { sumWork } from './work-sums.js';

/** How often the timeline moves; rarely for those who want little to move. */
const MOVE_MILLISECONDS = 100;
const MOVE_RARELY_MILLISECONDS = 5000;
/** How often what depends on the time is shown anew. */
const TICK_MILLISECONDS = 1000;
const TABLE_SECONDS = 5;

const SAID: Readonly<Record<ConnectionState, string>> = {
  connecting: 'Connecting',
  connected: 'Live',
  waiting: 'No connection; trying again',
  refused: 'Not connected',
};

class StatusPage {
  private readonly model = new StatusModel();
  private readonly tables = new Tables();
  private readonly facts = new Facts(byId('facts', HTMLElement));
  private readonly timeline = new TimelineView(byId('timeline', HTMLElement), this.model);
  private readonly announcer = new Announcer(byId('announcer', HTMLElement));
  private readonly form = new TokenForm((token) => this.connect(token));
  private readonly pause = byId('pause', HTMLButtonElement);
  private readonly forget = byId('forget', HTMLButtonElement);
  private readonly content = byId('status', HTMLElement);
  private readonly reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  private connection: Connection | undefined;
  /** Of the daemon's clock before this machine's, in seconds. */
  private ahead = 0;
  private version: string | undefined;
  private wasConnected = false;
  private isLive = false;
  private isPaused = false;
  private moved = 0;
  private tabulated = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  begin(): void {
    setText(byId('host', HTMLElement), location.host);
    drawLegend(byId('legend', HTMLElement));
    this.pause.addEventListener('click', () => this.setPaused(!this.isPaused));
    this.forget.addEventListener('click', () => this.disconnect());
    byId('timeline-details', HTMLDetailsElement).addEventListener('toggle', () => this.tabulate());
    const token = keptToken();
    if (token === undefined && !('open' in document.documentElement.dataset)) this.form.show();
    else this.connect(token);
  }

  private connect(token: string | undefined): void {
    this.form.hide();
    setShown(this.forget, token !== undefined);
    this.connection = new Connection(token, {
      onState: (state, problem) => this.onState(state, problem),
      onSnapshot: (view) => {
        this.synchronise(view.at, true);
        this.model.begin(view);
        this.checkVersion(view.daemon.version);
        this.refresh();
      },
      onUpdate: (update) => {
        const before = this.model.status;
        this.synchronise(update.at, false);
        this.model.update(update);
        const after = this.model.status;
        if (before && after) this.announcer.say(...announcementsOf(before, after));
        this.refresh();
      },
    });
    void this.connection.run();
    this.timer ??= setInterval(() => this.tick(), MOVE_MILLISECONDS);
  }

  private disconnect(problem?: string): void {
    this.connection?.close();
    clearInterval(this.timer);
    this.timer = undefined;
    this.wasConnected = false;
    forgetToken();
    this.show('refused');
    setShown(this.content, false);
    setShown(this.pause, false);
    setShown(this.forget, false);
    this.form.show(problem);
  }

  private onState(state: ConnectionState, problem?: string): void {
    if (state === 'refused') {
      this.disconnect(problem);
      return;
    }
    this.show(state);
    if (state === 'connected') {
      setShown(this.content, true);
      setShown(this.pause, true);
      if (this.wasConnected) this.announcer.say('Connected again.');
      else byId('main', HTMLElement).focus({ preventScroll: true });
      this.wasConnected = true;
      this.refresh();
    } else if (state === 'waiting' && this.isLive) {
      this.announcer.say('The connection to the daemon is lost. What is shown is what was known last.');
    }
    this.isLive = state === 'connected';
  }

  private show(state: ConnectionState): void {
    const place = byId('connection', HTMLElement);
    setText(place, SAID[state]);
    place.dataset.state = state;
    this.content.classList.toggle('stale', state !== 'connected');
  }

  /** Messages arrive later than they were sent, by a delay that varies: the shortest one is the best guess. */
  private synchronise(at: number, isFirst: boolean): void {
    const ahead = at - Date.now() / 1000;
    this.ahead = isFirst ? ahead : Math.max(this.ahead, ahead);
  }

  private get now(): number {
    return Date.now() / 1000 + this.ahead;
  }

  private checkVersion(version: string): void {
    if (this.version !== undefined && this.version !== version) {
      this.announcer.say('The daemon has another version now: reload the page.');
    }
    this.version ??= version;
  }

  private setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
    this.pause.setAttribute('aria-pressed', String(isPaused));
    this.refresh();
  }

  private tick(): void {
    if (!this.isLive || document.hidden) return;
    const every = this.reducedMotion.matches ? MOVE_RARELY_MILLISECONDS : MOVE_MILLISECONDS;
    if (performance.now() - this.moved >= every - MOVE_MILLISECONDS / 2) this.move();
    if (performance.now() - this.ticked >= TICK_MILLISECONDS) this.refresh();
  }

  private ticked = 0;

  private move(): void {
    if (this.isPaused) return;
    this.moved = performance.now();
    this.timeline.draw(this.now);
  }

  /** Shows what is known, as of now. */
  private refresh(): void {
    const { status } = this.model;
    if (!status || this.isPaused) return;
    this.ticked = performance.now();
    const { now } = this;
    this.facts.show(status, now);
    this.tables.show(status, now);
    const rest = status.queue.total - status.queue.jobs.length;
    setText(byId('queue-rest', HTMLElement), rest > 0 ? `And ${rest} more.` : '');
    if (now - this.tabulated > TABLE_SECONDS) this.tabulate();
  }

  private tabulate(): void {
    const { status } = this.model;
    if (!status || !byId('timeline-details', HTMLDetailsElement).open) return;
    this.tabulated = this.now;
    const devices = status.devices.map(({ id }) => id);
    const sums = sumWork(devices, this.model.spans.values(), this.now, status.timelineSeconds);
    showWorkTable(byId('timeline-table', HTMLTableElement), sums, status.timelineSeconds);
  }
}

function drawLegend(list: HTMLElement): void {
  const items = FAMILY_NAMES.map((family) => {
    const size = { width: 18, height: 12 };
    const swatch = graphic(
      'svg',
      { ...size, 'aria-hidden': 'true' },
      graphic('rect', { ...size, fill: paintOf(family) }),
    );
    return element('li', {}, swatch, FAMILIES[family].name);
  });
  list.replaceChildren(...items);
}

new StatusPage().begin();
