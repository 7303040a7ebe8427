/** What the household looks like now: asked for once, and kept up to date, for all cards of a page. */

import type { Overview, Scale, StreamEvent } from "../types/contract";
import type { Connection, Hass } from "../types/hass";

export type StoreState = "loading" | "ready" | "gone" | "error";

const RETRY_AFTER_MS = 5000;

export interface Store {
  readonly state: StoreState;
  readonly overview: Overview | undefined;
  readonly error: string | undefined;
  /** Rises with each change of somebody's weighings, so that histories are read anew. */
  readonly revision: number;
  scales(): Scale[];
  listen(changed: (what: "overview" | "scale") => void): () => void;
}

/** Follow the household while somebody listens. */
export class LiveStore implements Store {
  state: StoreState = "loading";
  overview: Overview | undefined;
  error: string | undefined;
  revision = 0;

  private listeners = new Set<(what: "overview" | "scale") => void>();
  private live = new Map<string, Scale>();
  /** What was heard of scales since the overview was asked for: it may be newer than the answer. */
  private heard = new Map<string, Scale>();
  private stop: (() => Promise<void>) | undefined;
  private watched: Connection | undefined;
  private starting = false;
  private asking = false;
  private askAgain = false;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private hass: () => Hass) {}

  scales(): Scale[] {
    return (this.overview?.scales ?? []).map((scale) => this.live.get(scale.scale_id) ?? scale);
  }

  listen(changed: (what: "overview" | "scale") => void): () => void {
    if (!this.listeners.size) this.watch();
    this.listeners.add(changed);
    void this.start();
    return () => {
      this.listeners.delete(changed);
      if (!this.listeners.size) this.end();
    };
  }

  private async start(): Promise<void> {
    if (this.stop || this.starting) return;
    this.starting = true;
    clearTimeout(this.retry);
    try {
      const stop = await this.hass().connection.subscribeMessage<StreamEvent>(
        (event) => this.hear(event),
        { type: "body_scale/subscribe" },
        // After a restart the command is known only when we are, which may be later.
        { resubscribe: false },
      );
      this.stop = stop;
      if (!this.listeners.size) this.end();
    } catch (error) {
      this.fail(error);
    } finally {
      this.starting = false;
    }
  }

  /** Follow the connection: what was subscribed ends with it. */
  private watch(): void {
    this.watched = this.hass().connection;
    this.watched.addEventListener("disconnected", this.lost);
    this.watched.addEventListener("ready", this.back);
  }

  private lost = (): void => {
    clearTimeout(this.retry);
    this.stop = undefined;
    this.hear({ kind: "gone" });
  };

  private back = (): void => {
    this.stop = undefined;
    void this.start();
  };

  private end(): void {
    clearTimeout(this.retry);
    this.watched?.removeEventListener("disconnected", this.lost);
    this.watched?.removeEventListener("ready", this.back);
    this.watched = undefined;
    void this.stop?.().catch(() => undefined);
    this.stop = undefined;
  }

  private hear(event: StreamEvent): void {
    if (event.kind === "overview") {
      void this.ask();
    } else if (event.kind === "gone") {
      this.state = "gone";
      this.live.clear();
      this.tell("overview");
    } else if (event.kind === "scale") {
      this.live.set(event.scale.scale_id, event.scale);
      this.heard.set(event.scale.scale_id, event.scale);
      this.tell("scale");
    }
  }

  /** Ask for the overview; what happens meanwhile is asked for once more afterwards. */
  private async ask(): Promise<void> {
    if (this.asking) {
      this.askAgain = true;
      return;
    }
    this.asking = true;
    try {
      do {
        this.askAgain = false;
        this.heard.clear();
        this.overview = await this.hass().callWS<Overview>({ type: "body_scale/overview" });
      } while (this.askAgain);
      this.live = new Map(this.heard);
      this.state = "ready";
      this.error = undefined;
      this.revision += 1;
    } catch (error) {
      this.fail(error);
    } finally {
      this.asking = false;
    }
    this.tell("overview");
  }

  private fail(error: unknown): void {
    const { code, message } = (error ?? {}) as { code?: string; message?: string };
    this.state = code === "not_loaded" || code === "unknown_command" ? "gone" : "error";
    this.error = message;
    this.tell("overview");
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      if (!this.listeners.size) return;
      if (this.stop) void this.ask();
      else void this.start();
    }, RETRY_AFTER_MS);
  }

  private tell(what: "overview" | "scale"): void {
    for (const listener of [...this.listeners]) listener(what);
  }
}

const stores = new WeakMap<Connection, LiveStore>();
const newest = new WeakMap<Connection, Hass>();

/** Return the page's store; all cards of a connection share one. */
export function storeOf(hass: Hass): LiveStore {
  newest.set(hass.connection, hass);
  let store = stores.get(hass.connection);
  if (!store) {
    const { connection } = hass;
    store = new LiveStore(() => newest.get(connection) ?? hass);
    stores.set(connection, store);
  }
  return store;
}
