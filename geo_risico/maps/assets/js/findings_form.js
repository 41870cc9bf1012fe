// The form for one location: outcome, what was found, what was looked at and what comes next. No free text.
import { capital, el, find } from "./format.js";

const FOUND = "aangetroffen";
const NOT_VISITED = "niet bezocht";
const ERRORS = {
  uitkomst: "Kies wat het bezoek opleverde.",
  codes: "Kies ten minste een bevinding. Was er niets? Kies dan 'Niets aangetroffen'.",
};

export function kindOf(app, row) {
  const table = app.store.locations;
  const kind = table.has("kind") ? table.text("kind", row) : "";
  return app.index.fieldwork_kinds[kind] ?? app.index.fieldwork_kinds[""];
}

export function checklistOf(app, row) {
  return app.index.fieldwork.checklists[kindOf(app, row).checklist];
}

export function titleOf(answers, code) {
  return answers.find((answer) => answer.code === code)?.title ?? code;
}

export function safetyList(app, row) {
  const notes = [...app.index.fieldwork.safety, ...checklistOf(app, row).safety];
  return el("ul", { class: "plain-list" }, ...notes.map((note) => el("li", {}, note)));
}

function choice(type, name, value, words, isChecked) {
  const id = `bevinding-${name}-${value.replaceAll(" ", "-")}`;
  const input = el("input", { type, id, name: `bevinding-${name}`, value, checked: isChecked });
  return el("label", { class: "big-choice", for: id }, input, el("span", {}, words));
}

function errorLine(name) {
  return el("p", { class: "field-error", id: `bevinding-fout-${name}`, hidden: true });
}

function outcomeField(lists, draft) {
  return el("fieldset", { id: "bevinding-uitkomst", role: "radiogroup", "aria-describedby": "bevinding-fout-uitkomst" },
    el("legend", {}, "Wat leverde het bezoek op?"), errorLine("uitkomst"),
    ...lists.outcomes.map((outcome) => choice("radio", "uitkomst", outcome, capital(outcome), draft.uitkomst === outcome)));
}

function codeField(app, row, draft) {
  const { codes } = kindOf(app, row);
  const answers = app.index.fieldwork.findings.filter((answer) => codes.includes(answer.code));
  return el("fieldset", { id: "bevinding-codes", "aria-describedby": "bevinding-fout-codes" },
    el("legend", {}, "Wat is er aangetroffen? Kies alles wat past."), errorLine("codes"),
    ...answers.map(({ code, title }) => choice("checkbox", "code", code, title, draft.bevindingen.includes(code))));
}

function tickField(app, row, draft) {
  const { title, items } = checklistOf(app, row);
  return el("details", { class: "fold", id: "bevinding-lijst", open: draft.gezien.length > 0 },
    el("summary", {}, "Waar heeft u op gelet? (mag leeg blijven)"),
    el("fieldset", {}, el("legend", {}, title),
      ...items.map((item, i) => choice("checkbox", "gezien", String(i + 1), item, draft.gezien.includes(i + 1)))));
}

function followField(lists, draft) {
  const select = el("select", { id: "bevinding-vervolg" },
    el("option", { value: "" }, "Nog niet bekend"),
    ...lists.follow_up.map(({ code, title }) => el("option", { value: code }, title)));
  select.value = draft.vervolg;
  return el("div", { class: "field" }, el("label", { for: select.id }, "Vervolg"), select);
}

function checkedOf(form, name) {
  return [...form.querySelectorAll(`input[name="bevinding-${name}"]:checked`)].map((input) => input.value);
}

// What the form says now; answers that do not belong to the outcome are left out.
function readForm(form) {
  const uitkomst = checkedOf(form, "uitkomst")[0] ?? "";
  return {
    uitkomst,
    bevindingen: uitkomst === FOUND ? checkedOf(form, "code") : [],
    gezien: uitkomst === NOT_VISITED ? [] : checkedOf(form, "gezien").map(Number),
    vervolg: find("bevinding-vervolg").value,
  };
}

function problemsOf(answer) {
  return [
    answer.uitkomst === "" ? "uitkomst" : null,
    answer.uitkomst === FOUND && answer.bevindingen.length === 0 ? "codes" : null,
  ].filter(Boolean);
}

function showProblems(problems) {
  for (const name of Object.keys(ERRORS)) {
    const line = find(`bevinding-fout-${name}`);
    const isWrong = problems.includes(name);
    line.hidden = !isWrong;
    line.textContent = isWrong ? ERRORS[name] : "";
    const field = find(`bevinding-${name}`);
    field.classList.toggle("is-wrong", isWrong);
    for (const input of field.querySelectorAll("input")) {
      if (isWrong) input.setAttribute("aria-describedby", line.id);
      else input.removeAttribute("aria-describedby");
    }
  }
  if (problems.length > 0) find(`bevinding-${problems[0]}`).querySelector("input").focus();
}

function follow(form, onChange) {
  const { uitkomst } = readForm(form);
  find("bevinding-codes").hidden = uitkomst !== FOUND;
  find("bevinding-lijst").hidden = uitkomst === NOT_VISITED;
  onChange(readForm(form));
}

function clearSolved(form) {
  const problems = problemsOf(readForm(form));
  for (const name of Object.keys(ERRORS)) {
    if (!problems.includes(name) && !find(`bevinding-fout-${name}`).hidden) showProblems([]);
  }
}

export function emptyDraft() {
  return { uitkomst: "", bevindingen: [], gezien: [], vervolg: "" };
}

// The form itself; `onSave` hears the answers when they are whole, `onChange` every change of them.
export function findingForm(app, row, { draft, isSafetyOpen, onChange, onSave, onCancel }) {
  const lists = app.index.fieldwork;
  const form = el("form", { id: "bevinding-formulier", class: "finding-form", novalidate: true, autocomplete: "off", "aria-labelledby": "bevinding-kop" },
    el("h3", { id: "bevinding-kop", tabindex: -1 }, "Bevinding invullen"),
    el("details", { class: "fold safety", id: "bevinding-veiligheid", open: isSafetyOpen },
      el("summary", {}, "Eerst uw veiligheid"), safetyList(app, row)),
    outcomeField(lists, draft), codeField(app, row, draft), tickField(app, row, draft), followField(lists, draft),
    el("p", { class: "small" }, "Hier is geen ruimte voor tekst: details en namen horen in het systeem van uw organisatie."),
    el("div", { class: "button-row form-buttons" },
      el("button", { type: "submit", class: "button primary" }, "Opslaan"),
      el("button", { type: "button", class: "button", onclick: onCancel }, "Annuleren")));
  form.addEventListener("change", () => {
    follow(form, onChange);
    clearSolved(form);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = readForm(form);
    const problems = problemsOf(answer);
    showProblems(problems);
    if (problems.length === 0) onSave(answer);
  });
  return { form, start: () => follow(form, () => {}) };
}
