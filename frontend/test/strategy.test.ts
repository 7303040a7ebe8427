import assert from "node:assert/strict";
import { test } from "node:test";
import { pathOf, views } from "../src/card/strategy";
import { modeOf } from "../src/types/config";
import type { Overview, Person } from "../src/types/contract";
import type { Hass } from "../src/types/hass";
import { findPerson } from "../src/ui/context";
import { Texts } from "../src/words/texts";

const person = (person_id: string, name: string, measured_at?: string) =>
  ({
    person_id,
    name,
    entity: `sensor.${person_id}_weight`,
    latest: measured_at ? { measured_at } : null,
  }) as Person;
const ZOE = person("Ab1", "Zoe");
const MAX = person("b2", "Max");
const HOUSE = { people: [ZOE, MAX] } as Overview;
const TEXTS = new Texts({});

interface Card {
  mode: string;
  person?: string;
  privacy?: string;
  navigation_path?: string;
}

const cards = (overview: Overview | undefined, privacy?: "changes"): Card[] =>
  views(TEXTS, overview, privacy).flatMap(({ sections }) =>
    sections.flatMap((section) => section.cards as Card[]),
  );

test("there is a view for the household, each person, weighings and scales", () => {
  assert.deepEqual(
    views(TEXTS, HOUSE).map(({ path }) => path),
    ["household", "person-ab1", "person-b2", "weighings", "scales"],
  );
});

test("a person's card leads to their view", () => {
  const [first] = cards(HOUSE).filter(({ mode }) => mode === "person");
  assert.equal(first?.navigation_path, pathOf(ZOE));
});

test("who weighed last is first, and who never did is last", () => {
  const people = [
    person("new", "New"),
    person("old", "Old", "2026-11-01T07:00:00+01:00"),
    person("last", "Last", "2026-11-29T07:00:00+01:00"),
  ];
  const shown = cards({ people } as Overview).filter(({ mode }) => mode === "person");
  assert.deepEqual(
    shown.map((each) => each.person),
    ["last", "old", "new"],
  );
});

test("what waits comes first", () => {
  assert.equal(cards(HOUSE)[0]?.mode, "waiting");
});

test("a person's view has no gaps, however many columns there is room for", () => {
  const [, view] = views(TEXTS, HOUSE);
  for (const { column_span } of view?.sections ?? []) assert.equal(column_span, view?.max_columns);
});

test("privacy holds for all cards", () => {
  assert.ok(cards(HOUSE, "changes").every(({ privacy }) => privacy === "changes"));
});

test("without a household there is still a dashboard", () => {
  assert.deepEqual(
    views(TEXTS, undefined).map(({ path }) => path),
    ["household", "weighings", "scales"],
  );
});

test("a person is named by id, by name or by one of their entities", () => {
  const hass = {
    entities: {
      "sensor.Ab1_weight": { device_id: "d" },
      "sensor.zoe_fat": { device_id: "d" },
    },
  } as unknown as Hass;
  const find = (config: object) => findPerson({ type: "card", ...config }, HOUSE.people, hass);
  assert.equal(find({ person: "Ab1" }), ZOE);
  assert.equal(find({ person: "Max" }), MAX);
  assert.equal(find({ entity: "sensor.zoe_fat" }), ZOE);
  assert.equal(find({ person: "gone" }), undefined);
  assert.equal(find({ entity: "sensor.other" }), undefined);
});

test("a card without a mode shows whom it names, or the household", () => {
  assert.equal(modeOf({ type: "card", person: "Zoe" }), "person");
  assert.equal(modeOf({ type: "card" }), "household");
});
