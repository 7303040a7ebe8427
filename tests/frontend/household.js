/** A made-up household for the page: four people with histories, a scale, and one weighing that waits. */

const DAY = 86_400_000;

/** What one kg is in a unit, what stands beside a number, and what answers call it. */
const UNITS = {
  kg: { factor: 1, name: "kg", beside: "kg" },
  jin: { factor: 2, name: "jin", beside: "jin" },
  st_lb: { factor: 1 / 0.45359237, name: "lb", beside: "st_lb" },
};

/** Return a number of a unit as the household's own texts have it. */
function written(value, unit) {
  if (unit !== "st_lb") return `${value.toFixed(1)} ${unit}`;
  const tenths = Math.round(value * 10);
  const rest = `${((tenths % 140) / 10).toFixed(1)} lb`;
  return tenths < 140 ? rest : `${Math.floor(tenths / 140)} st ${rest}`;
}

const random = (seed) => () => {
  seed = (seed * 1664525 + 1013904223) % 4294967296;
  return seed / 4294967296;
};

const iso = (at) => new Date(at).toISOString();
const day = (at) => iso(at).slice(0, 10);
/** Return a forecast of a day, give or take a week. */
const ahead = (days) => {
  const [earliest, likely, latest] = [-7, 0, 7].map((off) => day(Date.now() + (days + off) * DAY));
  return { earliest, likely, latest };
};

function walk(person, days, now, mass) {
  const dice = random(person.seed);
  const points = [];
  let level = person.start;
  for (let day = days; day >= 0; day -= 1) {
    level += person.slope + (dice() - 0.5) * 0.15;
    // On holiday, and not every morning.
    if ((day > 40 && day < 60) || (dice() < person.skips && day > 0)) continue;
    const at = now - day * DAY - Math.round(dice() * 2 * 3_600_000);
    points.push([at, mass(Math.round((level + (dice() - 0.5) * 0.9) * 10) / 10), `${person.id}-${day}`, 0, 33.9]);
  }
  return points;
}

function trend(points) {
  let level = points[0]?.[1] ?? 0;
  return points.map(([at, value]) => {
    level += (value - level) * 0.15;
    return [at, Math.round(level * 100) / 100];
  });
}

const bar = (metric, name, value, unit, names, bounds, lowest, highest, grade, more = {}) => {
  const texts = { low: "low", normal: "normal", high: "high", very_high: "very high", good: "good" };
  const colours = { low: "low", normal: "normal", high: "raised", very_high: "high", good: "normal" };
  return {
    metric,
    name,
    value,
    unit,
    digits: unit === "kcal/d" ? 0 : 1,
    text: `${value}${unit ? ` ${unit}` : ""}`,
    grade,
    grade_text: texts[grade] ?? null,
    level: colours[grade] ?? null,
    names,
    name_texts: names.map((each) => texts[each]),
    levels: names.map((each) => colours[each]),
    bounds,
    lowest,
    highest,
    before: value * 1.02,
    spoken: `${value} percent, ${texts[grade]}, normal is ${bounds[0]} to ${bounds[1]}`,
    estimate: true,
    by_scale: null,
    ...more,
  };
};

const IN_KG = [
  bar("body_fat", "Body fat", 33.9, "%", ["low", "normal", "high", "very_high"], [20, 30, 36], 10, 45, "high"),
  bar("muscle_mass", "Muscle mass", 42.5, "kg", ["low", "normal", "good"], [36.5, 42.6], 30, 50, "normal"),
  bar("water", "Water", 47.3, "%", ["low", "normal"], [45], 35, 60, "normal", { by_scale: 48.1 }),
  bar("visceral_fat", "Visceral fat", 6.8, null, ["normal", "high", "very_high"], [10, 15], 1, 25, "normal"),
  bar("bmi", "BMI", 23.5, null, ["low", "normal", "high", "very_high"], [18.5, 25, 30], 14, 35, "normal", { estimate: false }),
  bar("bone_mass", "Bone mass", 2.4, "kg", ["low", "normal"], [1.8], 1, 4, "normal"),
  bar("basal_metabolism", "Basal metabolism", 1402, "kcal/d", [], [], null, null, null),
];

const PEOPLE = [
  { id: "p1", name: "Zoe", seed: 7, start: 71.5, slope: -0.008, skips: 0.3, goal: 65 },
  { id: "p2", name: "Max", seed: 23, start: 84, slope: 0.003, skips: 0.5 },
  { id: "p3", name: "Anna Katharina", seed: 99, start: 58, slope: 0, skips: 0.6 },
];

export function household({ days = 400, empty = false, pending = 2, unit = "kg" } = {}) {
  const now = Date.now();
  const { factor, name: unitName, beside } = UNITS[unit];
  const mass = (kg) => Math.round(kg * factor * 100) / 100;
  const BARS = IN_KG.map((each) => (each.unit === "kg" ? inUnit(each) : each));
  function inUnit(each) {
    const [value, before, lowest, highest] = [each.value, each.before, each.lowest, each.highest].map(mass);
    return { ...each, value, before, lowest, highest, bounds: each.bounds.map(mass), unit: beside, text: written(value, unit) };
  }
  const histories = new Map();
  const record = (person, point, before, more = {}) => ({
    weighing_id: point[2],
    person_id: person?.id ?? null,
    person: person?.name ?? null,
    measured_at: iso(point[0]),
    when_text: new Date(point[0]).toDateString() === new Date(now).toDateString() ? "today 7:12" : new Date(point[0]).toDateString().slice(4, 10),
    weight: point[1],
    text: written(point[1], unit),
    difference: before ? Math.round((point[1] - before[1]) * 10) / 10 : null,
    impedance: 480,
    heart_rate: null,
    scale: "bathroom scale",
    origin: "live",
    assigned_by: "auto",
    confidence: 0.98,
    reason: `${written(mass(0.3), unit)} from the trend`,
    set_aside: false,
    time_estimated: false,
    battery: null,
    metrics: { body_fat: 33.9, muscle_mass: mass(42.5), body_type: "balanced" },
    missing: {},
    candidates: [],
    ...more,
  });

  for (const person of PEOPLE) histories.set(person.id, empty ? [] : walk(person, person.id === "p3" ? days : days, now - (person.id === "p3" ? 4 * DAY : 0), mass));
  const newest = (person) => {
    const points = histories.get(person.id);
    return points.length ? record(person, points.at(-1), points.at(-2)) : null;
  };
  const shown = (person) => {
    const points = histories.get(person.id);
    const level = points.length ? trend(points).at(-1)[1] : null;
    const ago = (count) => {
      const before = points.filter(([at]) => at < now - count * DAY).at(-1);
      return before ? Math.round((points.at(-1)[1] - before[1]) * 10) / 10 : null;
    };
    const noImpedance = person.id === "p2";
    return {
      person_id: person.id,
      name: person.name,
      picture: null,
      minor: false,
      entity: `sensor.${person.id}_weight`,
      claim_button: `button.${person.id}_next_weighing`,
      claim_until: person.id === "p2" ? iso(now + 4.4 * 60_000) : null,
      latest: newest(person),
      previous: points.length > 1 ? record(person, points.at(-2), points.at(-3)) : null,
      change: points.length ? { previous: newest(person).difference, "7d": ago(7), "30d": ago(30) } : { previous: null, "7d": null, "30d": null },
      trend: level,
      healthy: { low: mass(52.3), high: mass(70.6) },
      goal: person.goal && points.length
        ? { weight: mass(person.goal), date: "2027-03-01", distance: mass(3.2), start: mass(71.5), progress: 0.51, reached: false, forecast: ahead(82), text: `${written(mass(3.2), unit)} to go, about 20 February` }
        : null,
      bars: points.length && !noImpedance ? BARS : [],
      missing: points.length && noImpedance
        ? { body_fat: { key: "no_impedance", text: "No impedance this time: bare, dry feet" }, water: { key: "no_impedance", text: "No impedance this time: bare, dry feet" } }
        : {},
      earlier: points.length && noImpedance
        ? { measured_at: iso(now - 9 * DAY), bars: BARS.filter(({ metric }) => ["body_fat", "water"].includes(metric)) }
        : null,
      charted: points.length ? BARS.map(({ metric }) => metric).filter((each) => !noImpedance || each !== "visceral_fat") : [],
      before_at: points.length ? iso(now - 31 * DAY) : null,
      composition: points.length && !noImpedance
        ? {
            now: [
              { part: "fat", name: "Fat", mass: mass(23.1), percent: 33.9 },
              { part: "muscle", name: "Muscle", mass: mass(42.5), percent: 62.3 },
              { part: "bone", name: "Bone", mass: mass(2.4), percent: 3.5 },
              { part: "rest", name: "Rest", mass: mass(0.2), percent: 0.3 },
            ],
            before: [
              { part: "fat", name: "Fat", mass: mass(24.1), percent: 34.9 },
              { part: "muscle", name: "Muscle", mass: mass(42.1), percent: 61.1 },
              { part: "bone", name: "Bone", mass: mass(2.4), percent: 3.5 },
              { part: "rest", name: "Rest", mass: mass(0.3), percent: 0.5 },
            ],
          }
        : { now: null, before: null },
      days: [...new Set(points.filter(([at]) => at > now - 84 * DAY).map(([at]) => iso(at).slice(0, 10)))],
      count: points.length,
      formula_set: "mi_fit",
      formula_text: "Mi Fit, corrected",
    };
  };
  const waiting = Array.from({ length: pending }, (_, index) =>
    record(null, [now - index * DAY, mass(index ? 25.3 : 104.4), `pending-${index}`], null, {
      confidence: 0.58,
      assigned_by: null,
      reason: `not certain; ${written(mass(0.4), unit)} from Max's trend, but unlike the impedance`,
      candidates: [
        { person_id: "p2", name: "Max", picture: null, probability: 0.58, difference: mass(0.4) },
        { person_id: "p1", name: "Zoe", picture: null, probability: 0.3, difference: mass(36.2) },
      ],
    }),
  );
  const scale = {
    scale_id: "s1",
    name: "Bathroom scale",
    model: "Mi Body Composition Scale 2",
    state: "idle",
    state_text: "Idle",
    hint: null,
    live_weight: null,
    live_text: null,
    occupied: false,
    progress: null,
    until: null,
    patience: null,
    last_seen: iso(now - 7_200_000),
    last_seen_text: "2 h ago",
    battery: 85,
    battery_low: false,
    signal: -61,
    clock_drift: 3,
    last_sync: iso(now - 7_200_000),
    silent_days: 0,
    device_id: "d1",
    last_weighing: newest(PEOPLE[0]),
  };
  const quiet = { ...scale, scale_id: "s2", name: "Old scale", model: null, silent_days: 44, last_seen: iso(now - 44.2 * DAY), last_seen_text: "44 d ago", battery: null, battery_low: true, last_sync: null, clock_drift: null };
  const all = PEOPLE.flatMap((person) => {
    const points = histories.get(person.id);
    return points.map((point, index) => record(person, point, points[index - 1], { set_aside: index % 17 === 3 }));
  }).sort((a, b) => Date.parse(b.measured_at) - Date.parse(a.measured_at));
  return {
    all,
    scale,
    overview: {
      unit,
      unit_name: unitName,
      precision: 1,
      admin: true,
      people: PEOPLE.map(shown),
      scales: [scale, quiet],
      pending: empty ? [] : waiting,
      pending_count: empty ? 0 : pending,
      recent: all.slice(0, 5),
      metrics: [
        { key: "weight", name: "Weight", unit: beside },
        ...BARS.map(({ metric, name, unit }) => ({ key: metric, name, unit })),
      ],
    },
    series({ person_id, metric, start, end, points: most = 600 }) {
      const from = start ? Date.parse(start) : -Infinity;
      const to = end ? Date.parse(end) : Infinity;
      let points = histories.get(person_id).filter(([at]) => at >= from && at <= to);
      if (metric !== "weight") points = points.map(([at, value, ...rest]) => [at, Math.round(value * 4.9) / 10, ...rest]);
      const every = Math.ceil(points.length / most);
      const kept = points.filter((_, index) => index % every === 0);
      const values = kept.map(([, value]) => value);
      const line = metric === "weight" ? trend(kept) : [];
      return {
        unit: metric === "weight" ? beside : "%",
        points: kept.map((each, index) => (index % 23 === 5 ? [each[0], each[1], each[2], 1, each[4]] : each)),
        trend: line,
        gaps: kept.slice(1).flatMap(([at], index) => (at - kept[index][0] > 14 * DAY ? [[kept[index][0], at]] : [])),
        healthy: metric === "weight" ? { low: mass(52.3), high: mass(70.6) } : null,
        goal: metric === "weight" && person_id === "p1" ? mass(65) : null,
        thinned: every > 1,
        total: points.length,
        low: values.length ? Math.min(...values) - mass(1.5) : null,
        high: values.length ? Math.max(...values) + mass(1.5) : null,
      };
    },
    family(span) {
      return {
        lines: PEOPLE.map(({ id, name }) => {
          const points = trend(histories.get(id)).filter(([at]) => at > now - span * DAY);
          return { person_id: id, name, points: points.map(([at, value]) => [at, (value / points[0][1] - 1) * 100]) };
        }).filter(({ points }) => points.length),
      };
    },
  };
}
