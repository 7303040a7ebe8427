import assert from "node:assert/strict";
import { test } from "node:test";
import { dashboardPath } from "../src/data/dashboards";
import type { Hass } from "../src/types/hass";

const OURS = { strategy: { type: "custom:body-scale" } };

type Config = { strategy?: { type: string }; views?: unknown[] };

/** A Home Assistant with dashboards; one without a configuration is made by itself. */
class House {
  asked: string[] = [];
  onCreate = (): void => undefined;
  panels: Record<string, unknown> = {};

  constructor(public configs: Record<string, Config | undefined> = {}) {
    for (const name of Object.keys(configs)) this.panels[name] = {};
  }

  get hass(): Hass {
    return { callWS: (message: never) => this.answer(message), panels: this.panels } as never;
  }

  private async answer(message: { type: string; url_path: string; config?: Config }) {
    const { type, url_path } = message;
    this.asked.push(type);
    switch (type) {
      case "lovelace/dashboards/list":
        return Object.keys(this.configs).map((name) => ({ url_path: name }));
      case "lovelace/config":
        if (!this.configs[url_path]) throw { code: "config_not_found" };
        return this.configs[url_path];
      case "lovelace/dashboards/create":
        this.onCreate();
        if (url_path in this.panels) throw { message: "it is there already" };
        this.configs[url_path] = undefined;
        return null;
      case "lovelace/config/save":
        this.configs[url_path] = message.config;
        return null;
      default:
        throw new Error(type);
    }
  }
}

test("the dashboard is made where there is none", async () => {
  const house = new House({ "my-home": { views: [] }, "made-by-itself": undefined });
  assert.equal(await dashboardPath(house.hass), "body-scale");
  assert.deepEqual(house.configs["body-scale"], OURS);
  assert.deepEqual(house.configs["my-home"], { views: [] });
});

test("a dashboard of ours is found, whatever its name", async () => {
  const house = new House({ "my-home": {}, weights: OURS });
  assert.equal(await dashboardPath(house.hass), "weights");
  assert.ok(!house.asked.includes("lovelace/dashboards/create"));
});

test("what somebody made of it stays as it is", async () => {
  const house = new House({ "body-scale": { views: [] } });
  assert.equal(await dashboardPath(house.hass), "body-scale");
  assert.deepEqual(house.configs["body-scale"], { views: [] });
});

test("one that was made half-way is finished", async () => {
  const house = new House({ "body-scale": undefined });
  assert.equal(await dashboardPath(house.hass), "body-scale");
  assert.deepEqual(house.configs["body-scale"], OURS);
});

test("two pages at once make one", async () => {
  const house = new House();
  house.onCreate = () => {
    house.panels["body-scale"] = {};
    house.configs["body-scale"] = OURS;
  };
  assert.equal(await dashboardPath(house.hass), "body-scale");
});

test("another page of that name stays", async () => {
  const house = new House();
  house.panels["body-scale"] = {};
  assert.equal(await dashboardPath(house.hass), "body-scale-2");
  assert.deepEqual(house.configs["body-scale-2"], OURS);
});

test("what goes wrong is said", async () => {
  const house = new House();
  house.onCreate = () => {
    throw { message: "Unauthorized" };
  };
  await assert.rejects(dashboardPath(house.hass), { message: "Unauthorized" });
});
