/* Sends files one by one, so that a closed tab or a bad line loses only what was not yet sent.
   The form itself works without this. Sentences come from the form's data attributes. */

const AT_ONCE = 2;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const ATTEMPTS = 8;
const REFUSED = new Set([400, 403, 404, 413, 422]);

const form = document.getElementById("upload");
const drop = document.getElementById("drop");
const list = document.getElementById("queued");
const overall = document.getElementById("overall");
const say = form.dataset;
const icons = form.closest("main").querySelector(".drop > .icon");

const items = [];
let delivery = null;
let beginning = null;
let finished = false;

const token = () => form.elements.csrfmiddlewaretoken.value;
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
const unsent = () => items.filter((item) => item.state !== "received" && item.state !== "refused");

/* Resolves at once, or when the browser says that the line is back. */
function online() {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve) => { addEventListener("online", resolve, { once: true }); });
}

function size(bytes) {
  const language = document.documentElement.lang || "id";
  const shown = (value, digits) => value.toLocaleString(language, { maximumFractionDigits: digits });
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${shown(bytes / 1e3, 0)} KB`;
  return bytes < 1e9 ? `${shown(bytes / 1e6, 1)} MB` : `${shown(bytes / 1e9, 1)} GB`;
}

/* The queue on the page */

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

function show(item) {
  item.row = element("li", "queued");
  const icon = icons.cloneNode(true);
  for (const side of ["width", "height"]) icon.setAttribute(side, "18");
  item.bar = element("progress", "");
  item.bar.max = 1;
  item.bar.value = 0;
  item.bar.setAttribute("aria-label", item.path);
  item.said = element("span", "state", say.waiting);
  item.row.append(icon, element("span", "name", item.path), element("span", "size", size(item.file.size)), item.bar, item.said);
  list.append(item.row);
}

function tell(item, state, sentence) {
  item.state = state;
  item.said.textContent = sentence;
  item.row.className = `queued ${state === "received" ? "stored" : ""} ${state === "refused" ? "refused" : ""}`;
  if (state === "received" || state === "refused") item.bar.remove();
  count();
}

function count() {
  const sent = items.reduce((sum, item) => sum + (item.state === "received" || item.state === "refused" ? item.file.size : item.sent), 0);
  const all = items.reduce((sum, item) => sum + item.file.size, 0);
  const received = items.filter((item) => item.state === "received").length;
  const left = unsent().length;
  overall.max = Math.max(all, 1);
  overall.value = sent;
  document.getElementById("counted").textContent = fill(say.progress, { done: received, all: items.length });
  const refused = items.some((item) => item.state === "refused");
  const sentence = left ? fill(say.remaining, { left }) : refused ? say.some : say.safe;
  const said = document.getElementById("said");
  if (said.textContent !== sentence) said.textContent = sentence;
  document.getElementById("again").hidden = !items.some((item) => item.state === "failed");
}

/* Sending */

class Refused extends Error {}

function begin() {
  if (delivery) return Promise.resolve(delivery);
  const fields = new FormData();
  fields.append("begin", "1");
  beginning ??= post(form.action, fields).then((answer) => {
    delivery = answer;
    const result = document.getElementById("result");
    result.href = answer.page;
    result.hidden = false;
    return answer;
  }).finally(() => { beginning = null; });
  return beginning;
}

function post(address, fields, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    if (progress) request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("load", () => {
      const answer = request.response;
      if (request.status === 200 && answer) resolve(answer);
      else if (request.status === 200) reject(new Refused(say.signedOut));
      else if (answer?.refused) reject(REFUSED.has(request.status) ? new Refused(answer.refused) : new Error(answer.refused));
      else reject(request.status === 413 ? new Refused(say.large) : new Error(""));
    });
    for (const kind of ["error", "timeout", "abort"]) request.addEventListener(kind, () => reject(new Error("")));
    request.send(fields);
  });
}

async function send(item) {
  for (let attempt = 1; ; attempt += 1) {
    await online();
    try {
      tell(item, "sending", say.sending);
      const { receive } = await begin();
      const fields = new FormData();
      fields.append("path", item.path);
      fields.append("pertanyaan", say.question);
      fields.append("files", item.file, item.file.name);
      await post(receive, fields, (loaded) => {
        item.sent = Math.min(loaded, item.file.size);
        item.bar.value = item.file.size ? item.sent / item.file.size : 1;
        count();
      });
      tell(item, "received", say.received);
      return;
    } catch (error) {
      item.sent = 0;
      item.bar.value = 0;
      if (error instanceof Refused) {
        tell(item, error.message === say.signedOut ? "failed" : "refused", error.message);
        return;
      }
      if (attempt === ATTEMPTS) {
        tell(item, "failed", `${say.failed} ${error.message}`);
        return;
      }
      tell(item, "waiting", error.message || say.retrying);
      if (navigator.onLine) await pause(Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE));
    }
  }
}

let sending = 0;

async function work() {
  if (sending >= AT_ONCE) return;
  sending += 1;
  for (;;) {
    const item = items.find((one) => one.state === "queued");
    if (!item) break;
    item.state = "taken";
    await send(item);
  }
  sending -= 1;
  if (sending === 0) finish();
}

function start() {
  for (let line = sending; line < AT_ONCE; line += 1) work();
}

/* When all is well the page of results is the next thing to see. */
function finish() {
  count();
  if (delivery && items.every((item) => item.state === "received")) {
    finished = true;
    location.assign(delivery.page);
  }
}

/* Choosing */

function add(file, path) {
  const item = { file, path: path || file.name, state: "queued", sent: 0 };
  items.push(item);
  show(item);
  const packed = /\.zip$/i.test(file.name);
  if (file.size > Number(say.most)) tell(item, "refused", say.large);
  else if (!packed && file.size > Number(say.mostDocument)) tell(item, "refused", say.largeDocument);
  else if (file.size === 0) tell(item, "refused", say.empty);
}

function take(files) {
  if (!files.length) return;
  document.getElementById("queue").hidden = false;
  for (const { file, path } of files) add(file, path);
  count();
  start();
}

async function walk(entry, found) {
  if (entry.isFile) {
    const file = await new Promise((resolve) => { entry.file(resolve, () => resolve(null)); });
    if (file) found.push({ file, path: entry.fullPath.replace(/^\//, "") });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    /* A reader hands out a folder in portions, until it has none left. */
    const some = await new Promise((resolve) => { reader.readEntries(resolve, () => resolve([])); });
    if (!some.length) return;
    for (const one of some) await walk(one, found);
  }
}

drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  /* The list is emptied after this turn: take the entries out before waiting for anything. */
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = [];
  for (const entry of entries) await walk(entry, found);
  if (!entries.length) for (const file of event.dataTransfer.files) found.push({ file, path: file.name });
  take(found);
});

for (const input of form.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => {
    take([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    input.value = "";
  });
}
form.addEventListener("submit", (event) => event.preventDefault());
form.querySelector(".plain").hidden = true;
form.querySelector(".scripted").hidden = false;

document.querySelector("#again button").addEventListener("click", () => {
  for (const item of items.filter((one) => one.state === "failed")) tell(item, "queued", say.waiting);
  start();
});

function line() {
  const note = document.getElementById("offline");
  note.hidden = navigator.onLine;
  note.querySelector("span").textContent = say.offline;
}
addEventListener("online", line);
addEventListener("offline", line);
line();

addEventListener("beforeunload", (event) => {
  if (!finished && unsent().length) event.preventDefault();
});
