import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveStore } from "../src/data/store";
import type { Overview, Scale, StreamEvent } from "../src/types/contract";
import type { Hass } from "../src/types/hass";

const scale = (live_weight: number) => ({ scale_id: "s", live_weight }) as Scale;
const household = (live_weight: number) => ({ scales: [scale(live_weight)] }) as Overview;
const settled = () => new Promise((done) => setImmediate(done));

/** A connection that answers when it is told to. */
class Line {
  hear: ((event: StreamEvent) => void) | undefined;
  asked: ((overview: Overview) => void)[] = [];
  stopped = 0;
  on = new Map<string, () => void>();
  subscribed = 0;
  hass = {
    callWS: () => new Promise((answer) => this.asked.push(answer as never)),
    connection: {
      addEventListener: (type: string, listener: () => void) => this.on.set(type, listener),
      removeEventListener: (type: string) => this.on.delete(type),
      subscribeMessage: async (callback: (event: StreamEvent) => void) => {
        this.subscribed += 1;
        this.hear = callback;
        return async () => {
          this.stopped += 1;
        };
      },
    },
  } as unknown as Hass;
}

async function started() {
  const line = new Line();
  const store = new LiveStore(() => line.hass);
  const heard: string[] = [];
  const stop = store.listen((what) => heard.push(what));
  await settled();
  line.hear?.({ kind: "overview" });
  line.asked.shift()?.(household(60));
  await settled();
  return { line, store, heard, stop };
}

test("what was asked for is there, and said so", async () => {
  const { store, heard } = await started();
  assert.equal(store.state, "ready");
  assert.deepEqual(heard, ["overview"]);
});

test("changes while asking are asked for once, afterwards", async () => {
  const { line, store } = await started();
  for (let times = 0; times < 3; times += 1) line.hear?.({ kind: "overview" });
  assert.equal(line.asked.length, 1);
  line.asked.shift()?.(household(61));
  await settled();
  assert.equal(line.asked.length, 1);
  line.asked.shift()?.(household(62));
  await settled();
  assert.equal(line.asked.length, 0);
  assert.equal(store.scales()[0]?.live_weight, 62);
});

test("a scale moves without asking", async () => {
  const { line, store, heard } = await started();
  line.hear?.({ kind: "scale", scale: scale(68) });
  assert.equal(store.scales()[0]?.live_weight, 68);
  assert.deepEqual(heard.slice(-1), ["scale"]);
  assert.equal(line.asked.length, 0);
});

test("what a scale said while asking is newer than the answer", async () => {
  const { line, store } = await started();
  line.hear?.({ kind: "overview" });
  line.hear?.({ kind: "scale", scale: scale(68) });
  line.asked.shift()?.(household(61));
  await settled();
  assert.equal(store.scales()[0]?.live_weight, 68);
});

test("a household that stops stays on the page until it is back", async () => {
  const { line, store } = await started();
  line.hear?.({ kind: "gone" });
  assert.equal(store.state, "gone");
  assert.ok(store.overview);
  line.hear?.({ kind: "overview" });
  line.asked.shift()?.(household(63));
  await settled();
  assert.equal(store.state, "ready");
});

test("after a lost connection it is listened to anew", async () => {
  const { line, store } = await started();
  line.on.get("disconnected")?.();
  assert.equal(store.state, "gone");
  line.on.get("ready")?.();
  await settled();
  assert.equal(line.subscribed, 2);
  line.hear?.({ kind: "overview" });
  line.asked.shift()?.(household(64));
  await settled();
  assert.equal(store.state, "ready");
});

test("without a card nothing is listened to", async () => {
  const { line, stop } = await started();
  stop();
  assert.equal(line.stopped, 1);
  assert.equal(line.on.size, 0);
});
