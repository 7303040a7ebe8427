/** Notes with the browser's own timers when answers are there, and what each frame costs; runs before all else of a page. */

(() => {
  const asked = new Map();
  const frames = [];
  const timers = (window.timers = { heard: 0, frames });

  class Watched extends WebSocket {
    constructor(...given) {
      super(...given);
      // Before anybody else listens.
      this.addEventListener("message", ({ data }) => hear(data));
    }

    send(text) {
      if (typeof text === "string")
        for (const { id, type } of [JSON.parse(text)].flat()) if (id) asked.set(id, type);
      super.send(text);
    }
  }
  window.WebSocket = Watched;

  function hear(text) {
    const at = performance.now();
    if (typeof text !== "string") return;
    for (const { id, type, event } of [JSON.parse(text)].flat()) {
      if (!asked.get(id)?.startsWith("body_scale/")) continue;
      if (type === "result") timers.heard = at;
      else if (event?.kind === "scale") void cost(at, event.scale.state);
    }
  }

  /** Note what the update costs that is beginning: its script now, its layout and paint in the next frame. */
  async function cost(begun, state) {
    await afterwards();
    const script = performance.now() - begun;
    await new Promise(requestAnimationFrame);
    const drawing = performance.now();
    await afterwards();
    frames.push({ state, took: script + performance.now() - drawing });
  }

  /** Wait until the browser is done with what it does just now. */
  function afterwards() {
    const { port1, port2 } = new MessageChannel();
    return new Promise((done) => {
      port1.onmessage = done;
      port2.postMessage(null);
    });
  }

  /** Return all elements of a kind, whatever shadow trees they are in. */
  function all(tag, root = document) {
    return [...root.querySelectorAll("*")].flatMap((each) => [
      ...(each.localName === tag ? [each] : []),
      ...(each.shadowRoot ? all(tag, each.shadowRoot) : []),
    ]);
  }

  /** Return how long it took from the last answer until so many charts of so many weighings are painted. */
  timers.untilDrawn = async (charts, weighings) => {
    const drawn = () => {
      const plots = all("body-scale-plot").filter(
        ({ series, shadowRoot }) => series.total >= weighings && shadowRoot.querySelector(".dots"),
      );
      const busy = all("div").some((each) => each.matches("[aria-busy=true], .skeleton"));
      return plots.length === charts && !busy;
    };
    do await new Promise(requestAnimationFrame);
    while (!drawn());
    await afterwards();
    return performance.measure("drawn", { start: timers.heard }).duration;
  };
})();
