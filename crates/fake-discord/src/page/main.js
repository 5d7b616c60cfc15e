// The page begins here: the parts are shown, then the line to the program is opened.

import { useConnection } from "./acts.js";
import { flatten } from "./commands.js";
import { showComposer } from "./composer.js";
import { connect } from "./connection.js";
import { part } from "./dom.js";
import { keepTime } from "./draw.js";
import { showInspector } from "./inspector.js";
import { showMessages } from "./messages.js";
import { clearConnectionNotice, notify } from "./notice.js";
import { become, showPeople } from "./people.js";
import { showProblems } from "./problems.js";
import { redrawOnNewKnowledge } from "./redraw.js";
import { followRoute } from "./route.js";
import { showSidebar } from "./sidebar.js";
import { here, sees, state } from "./state.js";
import { showStatus } from "./status.js";
import { offerStory } from "./story.js";
import { showTheme } from "./theme.js";
import { followActivity } from "./unread.js";

showTheme();
showSidebar();
followRoute();
followActivity();
showPeople();
showStatus();
showProblems();
showInspector();
showComposer();
showMessages();
redrawOnNewKnowledge();
offerStory();
keepTime();

// The address behind the `#` belongs to route.js, so that this link must not change it.
part("skip").addEventListener("click", (event) => {
  event.preventDefault();
  part("composer-input").focus();
});

const connection = connect({ onFrame: hear, onLink });
useConnection(connection);

// Another person sees another list of messages; the old list is cleared until it arrives.
let toldMe = null;
state.watch(["me", "welcome"], () => {
  const me = state.get("me");
  const welcome = state.get("welcome");
  if (!welcome) return;
  const told = JSON.stringify(me);
  if (told === toldMe) return;
  toldMe = told;
  state.set({ messages: null, inspected: null });
  connection.be(me);
});

function onLink(link, retryAt) {
  state.set({ link, retryAt });
  if (link === "open") clearConnectionNotice();
}

function hear(frame) {
  if (frame.welcome) return greet(frame.welcome);
  if (frame.update) return update(frame.update);
  if (frame.bot) state.set({ bot: frame.bot });
  if (frame.commands) state.set({ commands: flatten(frame.commands) });
  if (frame.knowledge) state.set({ knowledge: frame.knowledge });
  if ("story" in frame) state.set({ story: frame.story });
  if (frame.activity) state.set({ activity: frame.activity });
  if (frame.messages && isForMe(frame.messages)) show(frame.messages);
  if (frame.mistake) notify(frame.mistake);
}

function show({ messages, removed = [] }) {
  state.set({ messages, removed });
}

/** Whether a list is for the current person and place: it may have been sent before they changed. */
function isForMe({ place, person }) {
  const me = state.get("me");
  return place === me.place && (person ?? me.person) === me.person;
}

/** The people and places have changed: a place where one is may be gone, or out of sight. */
function update(welcome) {
  state.set({ welcome });
  if (!here() || !sees(here())) become({});
}

/** Corrects a person, place or language that a link names and this program does not know. */
function greet(welcome) {
  const me = { ...state.get("me") };
  if (!welcome.people.some((person) => person.name === me.person)) me.person = welcome.people[0].name;
  if (!welcome.places.some((place) => place.id === me.place)) me.place = welcome.places[0].id;
  if (!welcome.locales.includes(me.locale)) me.locale = welcome.locales[0];
  toldMe = null;
  const isSame = JSON.stringify(me) === JSON.stringify(state.get("me"));
  state.set(isSame ? { welcome } : { welcome, me });
}
