// The editor on the page of the SPARQL endpoint: CodeMirror in a shadow root, where its styles are adopted style sheets,
// which the content policy lets be. The form with its textarea works without it, and is what is sent with it too.
// Tab always leaves the editor (WCAG 2.1.2): nothing here binds it.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

// Addresses longer than this are refused by servers and proxies on the way; then the query is sent in the body.
const LONGEST_ADDRESS = 6000;
const KEYWORDS = (
  "SELECT CONSTRUCT DESCRIBE ASK WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES SERVICE DISTINCT REDUCED " +
  "GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET EXISTS NOT IN AS PREFIX BASE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR " +
  "LANG LANGMATCHES DATATYPE BOUND IRI BNODE CONCAT STRLEN UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER " +
  "REPLACE REGEX COALESCE IF ABS ROUND YEAR MONTH DAY NOW"
).split(" ");

const form = document.getElementById("sporring");
const area = document.getElementById("query");
const { words: wordsAddress, concepts: conceptsAddress, label, hint } = form.dataset;

// Asked for when somebody begins to write, and then kept.
let known;
const names = () => {
  known ??= fetch(wordsAddress)
    .then((answer) => (answer.ok ? answer.json() : { prefixes: {}, names: [] }))
    .catch(() => ({ prefixes: {}, names: [] }));
  return known;
};

const declares = (text, prefix) => new RegExp(`^\\s*PREFIX\\s+${prefix}:`, "im").test(text);

// Puts a name in the query, and its prefix at the top when the query does not have it yet.
const insert = (name, prefixes) => (view, _completion, from, to) => {
  const prefix = /^([a-z-]+):/.exec(name)?.[1];
  const changes = [{ from, to, insert: name }];
  if (prefix && prefixes[prefix] && !declares(view.state.doc.toString(), prefix)) {
    changes.push({ from: 0, insert: `PREFIX ${prefix}: <${prefixes[prefix]}>\n` });
  }
  const update = view.state.update({ changes });
  view.dispatch({ changes, selection: { anchor: update.changes.mapPos(to, 1) } });
};

const TYPES = { class: "class", property: "property", graph: "namespace" };

const completeNames = async (context) => {
  const word = context.matchBefore(/[?$]?[A-Za-z][\w-]*:?[\w-]*/);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  const text = context.state.doc.toString();
  if (/^[?$]/.test(word.text)) {
    const variables = new Set(text.match(/[?$][A-Za-z_]\w*/g));
    variables.delete(word.text);
    return { from: word.from, options: [...variables].map((name) => ({ label: name, type: "variable" })) };
  }
  const { prefixes, names: used } = await names();
  return {
    from: word.from,
    validFor: /^[\w-]*:?[\w-]*$/,
    options: [
      ...KEYWORDS.map((name) => ({ label: name, type: "keyword", boost: -1 })),
      ...used.map(({ name, kind, count }) => ({
        label: name, type: TYPES[kind], detail: String(count), apply: insert(name, prefixes),
      })),
    ],
  };
};

// Between quotation marks a term leads to its concept.
const completeConcepts = async (context) => {
  const word = context.matchBefore(/"[^"\n]{2,}/);
  if (!word) return null;
  const answer = await fetch(`${conceptsAddress}?q=${encodeURIComponent(word.text.slice(1))}`).catch(() => null);
  if (!answer?.ok || context.aborted) return null;
  const options = (await answer.json()).map(({ term, name, scheme }) => ({
    label: `"${term}"`, displayLabel: term, detail: scheme, type: "constant",
    apply: (view, _completion, from, to) => {
      const end = view.state.sliceDoc(to, to + 1) === '"' ? to + 1 : to;
      view.dispatch({ changes: { from, to: end, insert: name }, selection: { anchor: from + name.length } });
    },
  }));
  return { from: word.from, options, filter: false };
};

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--sparql-keyword)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--sparql-variable)" },
  { tag: [tags.string, tags.number, tags.literal], color: "var(--sparql-literal)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--soft)" },
  { tag: [tags.namespace, tags.url, tags.propertyName], color: "var(--accent)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--edge)", borderRadius: "4px", fontSize: "15px" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "3px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", minHeight: "16rem", maxHeight: "70vh", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--soft)", backgroundColor: "var(--paper)", borderRight: "1px solid var(--line)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--sparql-selection) !important" },
  ".cm-matchingBracket": { outline: "1px solid var(--edge)", backgroundColor: "transparent !important" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--edge)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--paper)", backgroundColor: "var(--accent)" },
  ".cm-completionDetail": { color: "inherit" },
});

const send = () => {
  form.requestSubmit();
  return true;
};

// Chromium keeps the look of lines it joins with a style attribute, which the content policy refuses; so what is typed
// over a selection is put in here. Brackets are left to closeBrackets, which puts them around it.
const typedOverSelection = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { data, inputType } = event;
    if (inputType !== "insertText" || !data || /[([{"']/.test(data) || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

const host = document.createElement("div");
host.className = "sparql-editor";
const shadow = host.attachShadow({ mode: "open" });
const editor = new EditorView({
  root: shadow,
  parent: shadow,
  state: EditorState.create({
    doc: area.value.trimEnd(),
    extensions: [
      lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), typedOverSelection,
      sparql(),
      autocompletion({ override: [completeNames, completeConcepts], icons: false }),
      syntaxHighlighting(colours), theme, EditorView.lineWrapping,
      EditorState.phrases.of(JSON.parse(form.dataset.phrases)),
      EditorView.contentAttributes.of({
        "aria-label": `${label}. ${hint}`, "aria-invalid": area.getAttribute("aria-invalid") ?? "false", spellcheck: "false",
      }),
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: send }])),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    ],
  }),
});

area.before(host);
area.hidden = true;
document.querySelector("label[for=query]").addEventListener("click", (event) => {
  event.preventDefault();
  editor.focus();
});
form.addEventListener("submit", () => {
  area.value = editor.state.doc.toString();
  form.method = encodeURIComponent(area.value).length > LONGEST_ADDRESS ? "post" : "get";
});
// Where the parser gave up, the cursor waits.
if (form.dataset.line) {
  const line = editor.state.doc.line(Math.min(Number(form.dataset.line), editor.state.doc.lines));
  const place = Math.min(line.from + Number(form.dataset.column) - 1, line.to);
  editor.dispatch({ selection: { anchor: place }, scrollIntoView: true });
}
