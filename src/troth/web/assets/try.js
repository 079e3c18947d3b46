// Shows only the questions that belong to the kind of person asked about. Without this script all are shown.

const told = document.getElementById("facts-told");
const reference = document.getElementById("f-person");

function fit() {
  const live = document.getElementById("who-person").checked;
  told.hidden = live;
  reference.closest(".field").hidden = !live;
  reference.required = live;
}

for (const choice of document.querySelectorAll("input[name=who]")) choice.addEventListener("change", fit);
fit();
document.getElementById("answer")?.focus({ preventScroll: true });
