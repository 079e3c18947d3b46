// Opens the rule of a chosen sentence beside the text, without loading the page anew. Without this script the same
// links load the same page with the rule in it.

const sentences = [...document.querySelectorAll("a.sentence")];
let latest = 0; // the newest opening: an answer that comes after a newer one is dropped

const chooses = (url) => url.searchParams.has("clause") || url.searchParams.has("sentence");
const panel = () => document.getElementById("panel");

function show(chosen) {
  for (const sentence of sentences) {
    if (chosen.has(sentence.id.slice(1))) sentence.setAttribute("aria-current", "true");
    else sentence.removeAttribute("aria-current");
  }
}

function place(found) {
  panel()?.remove();
  const sentence = document.getElementById(`s${found.dataset.at}`);
  const block = sentence?.closest(".block");
  if (!block) document.querySelector(".facts").after(found);
  else if (block.matches("li")) block.append(found);
  else block.after(found);
  show(new Set(found.dataset.chosen.split(" ")));
}

async function open(url) {
  const mine = ++latest;
  const part = new URL(url);
  part.searchParams.set("part", "panel");
  part.hash = "";
  const answer = await fetch(part, { credentials: "same-origin" }).catch(() => null);
  if (mine !== latest) return;
  if (!answer?.ok) {
    location.assign(url); // the page itself says what is wrong
    return;
  }
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("panel");
  if (mine !== latest) return;
  place(document.adoptNode(found));
  document.getElementById("panel-title").focus({ preventScroll: matchMedia("(min-width: 75rem)").matches });
}

function close(focus) {
  latest += 1;
  const at = panel()?.dataset.at;
  panel()?.remove();
  show(new Set());
  if (focus && at) document.getElementById(`s${at}`)?.focus({ preventScroll: true });
}

function closed() {
  const url = new URL(location.href);
  for (const name of ["clause", "sentence", "s"]) url.searchParams.delete(name);
  return url;
}

function leave() {
  history.pushState(null, "", closed());
  close(true);
}

const plainly = (event) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.sentence, a[data-open], a.close");
  if (!link || !plainly(event)) return;
  event.preventDefault();
  if (link.matches(".close")) {
    leave();
    return;
  }
  history.pushState(null, "", link.href);
  open(link.href);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && panel() && !event.defaultPrevented) leave();
});

addEventListener("popstate", () => {
  const url = new URL(location.href);
  if (chooses(url)) open(url.href);
  else if (panel()) close(true);
});
