// Moments as Discord writes them, in the language of the person.

const DAY = 86_400_000;

/** The time beside a name: "Today at 9:41 AM". */
export function stamp(millis, locale, now = Date.now()) {
  const time = format(millis, locale, { timeStyle: "short" });
  const days = Math.round((startOfDay(now) - startOfDay(millis)) / DAY);
  if (days === 0) return `Today at ${time}`;
  if (days === 1) return `Yesterday at ${time}`;
  return `${format(millis, locale, { dateStyle: "short" })}, ${time}`;
}

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

/** `<t:unix:style>`: text. A moment beyond the calendar stays a number. */
export function moment(unix, style, locale, now = Date.now()) {
  const millis = unix * 1000;
  if (Math.abs(millis) > 8.64e15) return String(unix);
  return style === "R" ? relative(millis - now, locale) : format(millis, locale, STYLES[style] ?? STYLES.f);
}

const STEPS = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["day", DAY],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

function relative(difference, locale) {
  const [unit, length] = STEPS.find(([, step]) => Math.abs(difference) >= step) ?? STEPS.at(-1);
  return new Intl.RelativeTimeFormat(known(locale), { numeric: "auto" }).format(Math.round(difference / length), unit);
}

function format(millis, locale, style) {
  return new Intl.DateTimeFormat(known(locale), style).format(millis);
}

function known(locale) {
  return Intl.DateTimeFormat.supportedLocalesOf([locale]).length > 0 ? locale : "en-US";
}

function startOfDay(millis) {
  return new Date(millis).setHours(0, 0, 0, 0);
}
