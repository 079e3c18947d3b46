// Shows only the questions that belong to what is asked. Without this script all are shown.

const told = document.getElementById("facts-told");
const reference = document.getElementById("f-person");

function fit() {
  const live = document.getElementById("who-person").checked;
  told.hidden = live;
  reference.closest(".field").hidden = !live;
  reference.required = live;
}

const action = document.getElementById("f-action");
const other = document.getElementById("f-with");

function pair() {
  const linked = action.value === "link";
  document.getElementById("with").hidden = !linked;
  other.required = linked;
  if (!linked) other.value = "";
}

action.addEventListener("change", pair);
pair();
for (const choice of document.querySelectorAll("input[name=who]")) choice.addEventListener("change", fit);
fit();
document.getElementById("answer")?.focus({ preventScroll: true });
